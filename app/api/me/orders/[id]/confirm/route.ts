/** A customer says yes to a debit of theirs that has lain for too long. */
import { confirmOrder } from '@/lib/payments/confirm-order';
import { readOwnOrder } from '@/lib/refunds/own-order-view';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'customer', action: 'own.orders', ids: { id: 'ord' } },
  async ({ ctx, params }) => {
    await confirmOrder(ctx, params.id);
    return json(await readOwnOrder(ctx, params.id), { status: 202 });
  },
);
