/** An operator places an order for a customer: written down and queued; the answer does not wait for Alipay. */
import { readOrderTruth } from '@/lib/orders/truth';
import { placeOrderForInput } from '@/lib/payments/input';
import { placeOrderFor } from '@/lib/payments/place-order';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'orders.place', body: { schema: placeOrderForInput, kinds: ['json'] } },
  async ({ ctx, body }) => {
    const placed = await placeOrderFor(ctx, body);
    return json(await readOrderTruth(ctx, placed.orderId), { status: placed.isNew ? 201 : 200 });
  },
);
