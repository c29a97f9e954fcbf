/** One case as its page needs it: what broke, and what of its order is on its way back already. */
import { inSnapshot } from '@/db/snapshot';
import { readCase, type CaseView } from '@/lib/cases/views';
import type { Context } from '@/lib/context';
import { readOrderReturns, type OrderReturns } from './order-returns-view';

export interface CasePage extends CaseView {
  /** Null for a case that is about no order. */
  readonly returns: OrderReturns | null;
}

export function readCasePage(ctx: Context, id: string): Promise<CasePage> {
  return inSnapshot(ctx.db, async (db) => {
    const still = { ...ctx, db };
    const found = await readCase(still, id);
    return { ...found, returns: found.order && (await readOrderReturns(still, found.order.id)) };
  });
}
