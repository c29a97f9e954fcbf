/** Removes an endpoint for good. */
import { removeWebhookEndpoint } from '@/lib/webhooks/remove-endpoint';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'webhooks.manage', ids: { id: 'whe' } },
  async ({ ctx, params }) => {
    await removeWebhookEndpoint(ctx, params.id);
    return json({ id: params.id });
  },
);
