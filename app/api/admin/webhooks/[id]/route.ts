/** Changes an endpoint: its address, its events, what it is called. */
import { changeWebhookEndpoint } from '@/lib/webhooks/change-endpoint';
import { changeWebhookEndpointInput } from '@/lib/webhooks/input';
import { readWebhookEndpoint } from '@/lib/webhooks/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'staff',
    action: 'webhooks.manage',
    ids: { id: 'whe' },
    body: { schema: changeWebhookEndpointInput, kinds: ['json'] },
  },
  async ({ ctx, params, body }) => {
    await changeWebhookEndpoint(ctx, { endpointId: params.id, ...body });
    return json(await readWebhookEndpoint(ctx, params.id));
  },
);
