/** The truth about one order and what may be done with its money, for the staff's page that watches it. */
import { readAdminOrder } from '@/lib/refunds/admin-order';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const GET = door({ audience: 'staff', action: 'orders.read', ids: { id: 'ord' } }, async ({ ctx, params }) =>
  json(await readAdminOrder(ctx, params.id)),
);
