/**
 * Sends a refund to Alipay, and asks what became of it, under one refundRequestId until it is known.
 *
 * The first call is the refund. After an unclear answer the question comes first; where Alipay does not know the refund, the
 * very same refund is sent again. Unknown is never failed: the reservation stands until there is a word.
 */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { payments } from '@/db/schema/payments';
import { refunds } from '@/db/schema/refunds';
import type { SettledRefund } from '@/lib/alipay/refund';
import type { Exchanged } from '@/lib/alipay/exchange';
import type { Outcome } from '@/lib/alipay/outcome';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { parseMoney } from '@/lib/kit/money';
import { callGapMs, NOT_SENT_GAP_MS, TAKE_OVER_GAP_MS } from '@/lib/payments/call-schedule';
import { buryEarlierRefunds } from './bury-earlier-refund';
import { recordRefundResult } from './record-refund-result';

type Refund = typeof refunds.$inferSelect;
export type RefundSent = 'settled' | 'going_on';

export async function sendRefund(ctx: Context, refundId: Id<'ref'>): Promise<RefundSent> {
  const earlier = await buryEarlierRefunds(ctx, refundId);
  if (earlier === 'paid') return 'settled';
  if (earlier !== 'dead') {
    await askAgainBeforeSending(ctx, refundId, earlier === 'not_asked');
    return 'going_on';
  }

  // Reserve.
  const reserved = await reserveCall(ctx, refundId);
  if (!reserved) return 'settled';

  // Call.
  const first = reserved.refund.sends === 0;
  const answered = first ? await callRefund(ctx, reserved) : await askAndPerhapsRepeat(ctx, reserved);

  // Record.
  const { outcome } = answered;
  const { refundRequestId } = reserved.refund;
  const recorded = await recordRefundResult(ctx, { refundRequestId, ...answered });
  if (recorded.kind === 'no_such_refund' || recorded.refund.status !== 'INIT') return 'settled';
  await goOn(ctx, refundId, outcome);
  return 'going_on';
}

interface Reserved {
  readonly refund: Refund;
  /** Alipay's id of the payment. */
  readonly paymentId: string;
}

/** Pins that something may leave, and queues the next look before it does, so that dying in between loses nothing. */
async function reserveCall(ctx: Context, refundId: Id<'ref'>): Promise<Reserved | null> {
  return ctx.db.transaction(async (tx) => {
    const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId)).for('update');
    if (!refund || refund.status !== 'INIT') return null;
    const [payment] = await tx
      .select({ paymentId: payments.paymentId })
      .from(payments)
      .where(eq(payments.id, refund.paymentId));
    if (!payment?.paymentId) throw new Error(`refund ${refundId} is of a payment without Alipay's id`);
    const now = ctx.now();
    const isFirst = refund.sends === 0;
    await tx
      .update(refunds)
      .set({
        // Of an earlier one the questions were counted here while this one waited.
        ...(isFirst
          ? { sends: 1, sentAt: now, inquiries: 0 }
          : { inquiries: refund.inquiries + 1, lastInquiredAt: now }),
        updatedAt: now,
      })
      .where(eq(refunds.id, refundId));
    // Real time: it is about how long two calls may take, whatever a demo's clock does.
    await queue(tx, refundId, { realRunAt: new Date(ctx.realNow().getTime() + 2 * TAKE_OVER_GAP_MS) });
    return { refund, paymentId: payment.paymentId };
  });
}

type Answered = Exchanged<SettledRefund> & { readonly road: 'response' | 'inquiry'; readonly isOnlyOne?: boolean };

/** From so many calls on the schedule leaves five minutes between two, and none of them takes longer than ten seconds. */
const APART_AFTER_CALLS = 7;

async function callRefund(ctx: Context, { refund, paymentId }: Reserved): Promise<Answered> {
  const answered = await ctx.gateway.refund({
    refundRequestId: refund.refundRequestId,
    paymentId,
    amount: parseMoney({ currency: refund.currency, value: refund.amountMinor.toString() }),
    refundNotifyUrl: `${ctx.settings.appUrl}/api/alipay/notifications/refunds`,
    ...(refund.reason && { reason: refund.reason }),
  });
  return { ...answered, road: 'response' };
}

async function askAndPerhapsRepeat(ctx: Context, reserved: Reserved): Promise<Answered> {
  const { refund } = reserved;
  const asked = await ctx.gateway.inquiryRefund({ refundRequestId: refund.refundRequestId });
  if (!isNotKnown(asked.outcome)) return { ...asked, road: 'inquiry' };
  // Kept as evidence by itself; what decides is the repeat.
  await recordRefundResult(ctx, { refundRequestId: refund.refundRequestId, road: 'inquiry', ...asked });
  const claimed = await ctx.db
    .update(refunds)
    .set({ sends: refund.sends + 1, updatedAt: ctx.now() })
    .where(and(eq(refunds.id, refund.id), eq(refunds.status, 'INIT'), eq(refunds.sends, refund.sends)))
    .returning({ id: refunds.id });
  if (claimed.length === 0) return { ...asked, road: 'inquiry' };
  const isOnlyOne = refund.sends + refund.inquiries >= APART_AFTER_CALLS;
  return { ...(await callRefund(ctx, reserved)), isOnlyOne };
}

/** Alipay has no refund under this id: the call never arrived, or it was refused. */
function isNotKnown(outcome: Outcome<SettledRefund>): boolean {
  return outcome.kind === 'unknown' && outcome.reason === 'not_known';
}

async function goOn(ctx: Context, refundId: Id<'ref'>, outcome: Outcome<SettledRefund>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId)).for('update');
    if (!refund || refund.status !== 'INIT') return;
    if (outcome.kind === 'not_sent') {
      // It certainly never left: the first call is a first call again, and an outage's end is not slept through.
      const unsent = refund.sends === 1 && refund.inquiries === 0;
      const undo = unsent ? { sends: 0, sentAt: null } : { inquiries: Math.max(refund.inquiries - 1, 0) };
      await tx.update(refunds).set(undo).where(eq(refunds.id, refundId));
      await queue(tx, refundId, { realRunAt: new Date(ctx.realNow().getTime() + NOT_SENT_GAP_MS) });
      return;
    }
    const gapMs = callGapMs(refund.sends + refund.inquiries);
    await queue(tx, refundId, { runAt: new Date(ctx.now().getTime() + gapMs) });
  });
}

/** Nothing of this one has left; the questions about the earlier one are counted on it. */
async function askAgainBeforeSending(ctx: Context, refundId: Id<'ref'>, isUnasked: boolean): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId)).for('update');
    if (!refund || refund.status !== 'INIT' || refund.sends > 0) return;
    const inquiries = refund.inquiries + (isUnasked ? 0 : 1);
    await tx.update(refunds).set({ inquiries, updatedAt: ctx.now() }).where(eq(refunds.id, refundId));
    const when = isUnasked
      ? { realRunAt: new Date(ctx.realNow().getTime() + NOT_SENT_GAP_MS) }
      : { runAt: new Date(ctx.now().getTime() + callGapMs(inquiries)) };
    await queue(tx, refundId, when);
  });
}

function queue(tx: Database, refundId: Id<'ref'>, when: { runAt: Date } | { realRunAt: Date }): Promise<void> {
  return addJob(tx, 'refund', { refundId }, { key: `refund:${refundId}`, ...when });
}
