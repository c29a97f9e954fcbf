/** A customer lets a debit of theirs go that has lain for too long. */
import { dropOrder } from '@/lib/payments/confirm-order';
import { readOwnOrder } from '@/lib/refunds/own-order-view';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'customer', action: 'own.orders', ids: { id: 'ord' } },
  async ({ ctx, params }) => {
    await dropOrder(ctx, params.id);
    return json(await readOwnOrder(ctx, params.id), { status: 202 });
  },
);
