/** Lets a debit go that has lain for too long. */
import { dropOrder } from '@/lib/payments/confirm-order';
import { readAdminOrder } from '@/lib/refunds/admin-order';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'orders.confirm', ids: { id: 'ord' } },
  async ({ ctx, params }) => {
    await dropOrder(ctx, params.id);
    return json(await readAdminOrder(ctx, params.id), { status: 202 });
  },
);
