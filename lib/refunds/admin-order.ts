/** One order as its page needs it: the truth about it, and what may be done with its money now. */
import type { Context } from '@/lib/context';
import { readOrderTruth, type AdminOrderDetail } from '@/lib/orders/truth';
import { readOrderReturns, type OrderReturns } from './views';

export interface AdminOrderPage extends AdminOrderDetail {
  readonly returns: OrderReturns;
}

export async function readAdminOrder(ctx: Context, id: string): Promise<AdminOrderPage> {
  const [truth, returns] = await Promise.all([readOrderTruth(ctx, id), readOrderReturns(ctx, id)]);
  return { ...truth, returns };
}
