/** Asks for money of an order to go back. */
import { requestRefundInput } from '@/lib/refunds/input';
import { requestRefund } from '@/lib/refunds/request-refund';
import { readAdminOrder } from '@/lib/refunds/admin-order';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'staff',
    action: 'refunds.request',
    ids: { id: 'ord' },
    body: { schema: requestRefundInput, kinds: ['json'] },
  },
  async ({ ctx, params, body }) => {
    await requestRefund(ctx, { orderId: params.id, ...body });
    return json(await readAdminOrder(ctx, params.id), { status: 202 });
  },
);
