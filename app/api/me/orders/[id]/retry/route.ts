/** A customer tries their failed order again, perhaps with another wallet of theirs. */
import type { Id } from '@/lib/kit/ids';
import { retryOrderInput } from '@/lib/payments/input';
import { retryOrder } from '@/lib/payments/retry-order';
import { readOwnOrder } from '@/lib/refunds/own-order-view';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'customer',
    action: 'own.orders',
    ids: { id: 'ord' },
    body: { schema: retryOrderInput, kinds: ['json'] },
  },
  async ({ ctx, params, body }) => {
    await retryOrder(ctx, { orderId: params.id, walletId: body.walletId as Id<'wal'> | undefined });
    return json(await readOwnOrder(ctx, params.id), { status: 202 });
  },
);
