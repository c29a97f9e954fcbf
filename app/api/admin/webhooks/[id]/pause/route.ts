/** Pauses an endpoint: nothing more is sent to it, and everything is kept for it. */
import { pauseWebhookEndpoint } from '@/lib/webhooks/pause-endpoint';
import { readWebhookEndpoint } from '@/lib/webhooks/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'webhooks.manage', ids: { id: 'whe' } },
  async ({ ctx, params }) => {
    await pauseWebhookEndpoint(ctx, params.id);
    return json(await readWebhookEndpoint(ctx, params.id));
  },
);
