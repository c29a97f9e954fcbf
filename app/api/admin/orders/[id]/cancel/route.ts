/** Asks for an order to be cancelled; what becomes of it shows on the page that watches. */
import { cancelOrderInput } from '@/lib/payments/input';
import { requestCancel } from '@/lib/payments/request-cancel';
import { readAdminOrder } from '@/lib/refunds/admin-order';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'staff',
    action: 'orders.cancel',
    ids: { id: 'ord' },
    body: { schema: cancelOrderInput, kinds: ['json'] },
  },
  async ({ ctx, params, body }) => {
    await requestCancel(ctx, { orderId: params.id, ...body });
    return json(await readAdminOrder(ctx, params.id), { status: 202 });
  },
);
