/**
 * After a final failure: writes down when the policy tries again, with the job that does. Whatever else happens to the order
 * meanwhile (a person's retry, a cancel) makes that job find nothing to do.
 */
import { and, eq, ne } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { orders } from '@/db/schema/orders';
import { cancels } from '@/db/schema/refunds';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { readMerchantSettings } from '@/lib/settings/read-settings';
import { isPaidByAny } from './is-paid-by-any';
import { BY_APP } from './request-cancel';
import { planRetry } from './retry-policy';

export async function planNextRetry(
  tx: Database,
  ctx: Context,
  { id, orderId }: { readonly id: Id<'pay'>; readonly orderId: Id<'ord'> },
  code: string,
): Promise<void> {
  const [order] = await tx.select({ retries: orders.policyRetries }).from(orders).where(eq(orders.id, orderId));
  const { retryAfterHours } = await readMerchantSettings(tx);
  // Nor where Alipay holds the money of another attempt: at that hour it would be refused.
  const isWanted = !(await wasCalledOff(tx, id)) && !(await isPaidByAny(tx, orderId));
  const at = isWanted ? planRetry({ code, at: ctx.now() }, order?.retries ?? 0, retryAfterHours) : null;
  await tx.update(orders).set({ nextRetryAt: at }).where(eq(orders.id, orderId));
  if (at) await addJob(tx, 'retry_order', { orderId }, { key: `retry:${orderId}`, runAt: at });
}

/** Somebody has asked for this debit to be cancelled, whatever came of that: nobody debits the order again by himself. */
export async function wasCalledOff(tx: Database, paymentId: Id<'pay'>): Promise<boolean> {
  const rows = await tx
    .select({ id: cancels.id })
    .from(cancels)
    .where(and(eq(cancels.paymentId, paymentId), ne(cancels.requestedBy, BY_APP)))
    .limit(1);
  return rows.length > 0;
}
