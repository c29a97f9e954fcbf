/** Sends an endpoint a test event. It is on its way when this answers. */
import { testWebhookEndpoint } from '@/lib/webhooks/test-endpoint';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'webhooks.resend', ids: { id: 'whe' } },
  async ({ ctx, params }) => json(await testWebhookEndpoint(ctx, params.id), { status: 202 }),
);
