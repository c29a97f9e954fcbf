/** One event as it was sent to one endpoint, for the staff's page that watches it. */
import { readWebhookDelivery } from '@/lib/webhooks/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const GET = door({ audience: 'staff', action: 'webhooks.read', ids: { id: 'dlv' } }, async ({ ctx, params }) =>
  json(await readWebhookDelivery(ctx, params.id)),
);
