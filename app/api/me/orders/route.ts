/** A customer buys: the order is placed and its debit queued; the answer does not wait for Alipay. */
import { placeOrderInput } from '@/lib/payments/input';
import { placeOrder } from '@/lib/payments/place-order';
import { readOwnOrder } from '@/lib/refunds/own-order-view';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { terminalOf } from '@/lib/web/terminal';

export const POST = door(
  { audience: 'customer', action: 'own.orders', body: { schema: placeOrderInput, kinds: ['json'] } },
  async ({ ctx, body, origin }) => {
    const terminal = { ...terminalOf(origin.userAgent), address: origin.address, userAgent: origin.userAgent };
    const placed = await placeOrder(ctx, { ...body, terminal });
    return json(await readOwnOrder(ctx, placed.orderId), { status: placed.isNew ? 201 : 200 });
  },
);
