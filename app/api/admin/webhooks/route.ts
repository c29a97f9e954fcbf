/** Adds an endpoint. The answer holds its secret, this once. */
import { createWebhookEndpoint } from '@/lib/webhooks/create-endpoint';
import { createWebhookEndpointInput } from '@/lib/webhooks/input';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'webhooks.manage', body: { schema: createWebhookEndpointInput, kinds: ['json'] } },
  async ({ ctx, body }) => json(await createWebhookEndpoint(ctx, body), { status: 201 }),
);
