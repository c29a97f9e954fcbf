/** Tries a failed order again, perhaps with another wallet of the same customer. */
import type { Id } from '@/lib/kit/ids';
import { retryOrderInput } from '@/lib/payments/input';
import { retryOrder } from '@/lib/payments/retry-order';
import { readAdminOrder } from '@/lib/refunds/admin-order';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'orders.retry', ids: { id: 'ord' }, body: { schema: retryOrderInput, kinds: ['json'] } },
  async ({ ctx, params, body }) => {
    await retryOrder(ctx, { orderId: params.id, walletId: body.walletId as Id<'wal'> | undefined });
    return json(await readAdminOrder(ctx, params.id), { status: 202 });
  },
);
