/** The order that a page watches. */
import { readOwnOrder } from '@/lib/refunds/own-order-view';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const GET = door({ audience: 'customer', action: 'own.orders', ids: { id: 'ord' } }, async ({ ctx, params }) =>
  json(await readOwnOrder(ctx, params.id)),
);
