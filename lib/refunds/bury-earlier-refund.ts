/**
 * Before a failed refund is sent again under a new id: asks once more what became of every one before. A refusal or a notification
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
import { EARLIER_REFUND_PAID } from './states';

type Refund = typeof refunds.$inferSelect;

const NEVER_SENT: Outcome<never> = {
  kind: 'failed',
  about: 'subject',
  code: EARLIER_REFUND_PAID,
  message: 'The refund before it was paid after all; this one was not sent.',
  retryable: false,
};

type Fate = 'dead' | 'open' | 'paid' | 'not_asked';

/** @returns `open` when Alipay gave no clear answer, `not_asked` when it could not be reached: to be asked again before anything is sent */
export async function buryEarlierRefunds(ctx: Context, refundId: Id<'ref'>): Promise<Fate> {
  const [refund] = await ctx.db.select().from(refunds).where(eq(refunds.id, refundId));
  if (!refund || refund.status !== 'INIT' || refund.sends > 0) return 'dead';
  for (const earlier of await readEarlier(ctx, refund)) {
    const fate = isRefundedBeside(earlier) ? 'paid' : await askFateOf(ctx, earlier);
    if (fate === 'dead') continue;
    const { refundRequestId } = refund;
    if (fate === 'paid') {
      const word = { road: 'response', outcome: NEVER_SENT, exchange: null, isOfUnsent: true } as const;
      await recordRefundResult(ctx, { refundRequestId, ...word });
    }
    return fate;
  }
  return 'dead';
}

async function askFateOf(ctx: Context, { refundRequestId }: Refund): Promise<Fate> {
  const asked = await ctx.gateway.inquiryRefund({ refundRequestId });
  if (asked.outcome.kind === 'not_sent') return 'not_asked';
  const recorded = await recordRefundResult(ctx, { refundRequestId, road: 'inquiry', ...asked });
  // Be it of another amount: something went back, and a person has a case to look at.
  if (recorded.kind === 'set_aside') return 'paid';
  return isClear(asked.outcome) ? 'dead' : 'open';
}

/** That Alipay knows no such refund is clear too: the first was refused, and refusing creates nothing. */
function isClear(outcome: Outcome<SettledRefund>): boolean {
  return (
    (outcome.kind === 'failed' && outcome.about === 'subject') ||
    (outcome.kind === 'unknown' && outcome.reason === 'not_known')
  );
}

/** Every one that this one does again, the latest first, without those that never left. */
async function readEarlier(ctx: Context, refund: Refund): Promise<Refund[]> {
  const found: Refund[] = [];
  let next = refund.retryOf;
  while (next) {
    const [earlier] = await ctx.db.select().from(refunds).where(eq(refunds.id, next));
    if (earlier && earlier.sends > 0) found.push(earlier);
    next = earlier?.retryOf ?? null;
  }
  return found;
}
