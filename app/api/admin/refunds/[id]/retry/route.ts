/** Does a failed refund again, under a new id. */
import { retryRefundInput } from '@/lib/refunds/input';
import { retryRefund } from '@/lib/refunds/retry-refund';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'staff',
    action: 'refunds.request',
    ids: { id: 'ref' },
    body: { schema: retryRefundInput, kinds: ['json'] },
  },
  async ({ ctx, params, body }) => {
    const asked = await retryRefund(ctx, { refundId: params.id, ...body });
    return json(asked, { status: 202 });
  },
);
