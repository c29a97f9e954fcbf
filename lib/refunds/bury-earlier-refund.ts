/**
 * Before a failed refund is sent again under a new id: asks once more what became of the first. A refusal or a notification
 * says that it failed of the moment it was written; a question asked now says so of now. Only then can the money not go back twice.
 *
 * Alipay says that the earlier one was paid after all: then the new one is not sent, and the contradiction is a person's case.
 */
import { eq } from 'drizzle-orm';
import { refunds } from '@/db/schema/refunds';
import type { Outcome } from '@/lib/alipay/outcome';
import type { SettledRefund } from '@/lib/alipay/refund';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { isRefundedBeside } from '@/lib/payments/read-return-facts';
import { recordRefundResult } from './record-refund-result';

type Refund = typeof refunds.$inferSelect;

/** Our own code of a refund that was never sent for this reason. */
export const EARLIER_REFUND_PAID = 'EARLIER_REFUND_PAID';

const NEVER_SENT: Outcome<never> = {
  kind: 'failed',
  about: 'subject',
  code: EARLIER_REFUND_PAID,
  message: 'The refund before it was paid after all; this one was not sent.',
  retryable: false,
};

/** @returns `open` when Alipay gave no clear answer: to be asked again before anything is sent */
export async function buryEarlierRefund(ctx: Context, refundId: Id<'ref'>): Promise<'dead' | 'open' | 'paid'> {
  const pair = await readPair(ctx, refundId);
  if (!pair) return 'dead';
  const { refund, earlier } = pair;
  if (!isRefundedBeside(earlier)) {
    const { refundRequestId } = earlier;
    const asked = await ctx.gateway.inquiryRefund({ refundRequestId });
    const recorded = await recordRefundResult(ctx, { refundRequestId, road: 'inquiry', ...asked });
    if (recorded.kind !== 'set_aside') return isClear(asked.outcome) ? 'dead' : 'open';
  }
  const { refundRequestId } = refund;
  await recordRefundResult(ctx, { refundRequestId, road: 'response', outcome: NEVER_SENT, exchange: null });
  return 'paid';
}

/** That Alipay knows no such refund is clear too: the first was refused, and refusing creates nothing. */
function isClear(outcome: Outcome<SettledRefund>): boolean {
  return (
    (outcome.kind === 'failed' && outcome.about === 'subject') ||
    (outcome.kind === 'unknown' && outcome.reason === 'not_known')
  );
}

/** Null where there is nothing to ask: no earlier one, one that never left, one of which the question was asked. */
async function readPair(ctx: Context, refundId: Id<'ref'>): Promise<{ refund: Refund; earlier: Refund } | null> {
  const [refund] = await ctx.db.select().from(refunds).where(eq(refunds.id, refundId));
  if (!refund?.retryOf || refund.status !== 'INIT' || refund.sends > 0) return null;
  const [earlier] = await ctx.db.select().from(refunds).where(eq(refunds.id, refund.retryOf));
  return earlier && earlier.sends > 0 ? { refund, earlier } : null;
}
