/** The truth about one order, for the staff's page that watches it. */
import { readOrderTruth } from '@/lib/orders/truth';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const GET = door({ audience: 'staff', action: 'orders.read', ids: { id: 'ord' } }, async ({ ctx, params }) =>
  json(await readOrderTruth(ctx, params.id)),
);
