/** One order as its page needs it: the truth about it, what may be done with its money now, and what a person must decide. */
import { inSnapshot } from '@/db/snapshot';
import { readCase, type CaseView } from '@/lib/cases/views';
import type { Context } from '@/lib/context';
import { readOrderTruth, type AdminOrderDetail } from '@/lib/orders/truth';
import { readOrderReturns, type OrderReturns } from './order-returns-view';

export interface AdminOrderPage extends AdminOrderDetail {
  readonly returns: OrderReturns;
  readonly openCases: CaseView[];
}

export function readAdminOrder(ctx: Context, id: string): Promise<AdminOrderPage> {
  return inSnapshot(ctx.db, async (db) => {
    const still = { ...ctx, db };
    const [truth, returns] = await Promise.all([readOrderTruth(still, id), readOrderReturns(still, id)]);
    const openCases = await Promise.all(truth.cases.map((open) => readCase(still, open.id)));
    return { ...truth, returns, openCases };
  });
}
