/**
 * Asks Alipay what became of a payment, and goes on asking in growing gaps until it says a final word.
 *
 * Age alone never makes a payment failed. That Alipay knows no such payment is believed only after expiry and a margin;
 * before that the pinned bytes, the very same, may be sent once more.
 */
import { and, desc, eq, exists, gt, lt, notExists, sql } from 'drizzle-orm';
import { addJob } from '@/db/queue';
import type { Database } from '@/db/client';
import { exchanges } from '@/db/schema/evidence';
import { payments } from '@/db/schema/payments';
import { cancels } from '@/db/schema/refunds';
import { meaningOf } from '@/lib/alipay/result-codes';
import { debitsStopped } from '@/lib/configuration/debits-stopped';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { areDebitsPaused, readMerchantSettings } from '@/lib/settings/read-settings';
import { believeAbsence, isAbsent } from './absence';
import { bodyPlace, unpinPayment, usableCredential } from './charge';
import { NOT_SENT_GAP_MS } from './call-schedule';
import { inquiryGapMs } from './inquiry-schedule';
import { openCancel, openCancels, readReturnFacts } from './read-return-facts';
import { paidAttempts } from './is-paid-by-any';
import { recordPaymentResult } from './record-result';
import { BY_APP, startCancel } from './request-cancel';

/** Bytes sent this shortly before expiry would arrive dead. By the clock that Alipay shares: the worst is a send in vain. */
const RESEND_NEEDS_MS = 5_000;
/** A call takes ten seconds at most: before that, by real time, the last sender may still be at it. */
const RESEND_AFTER_MS = 11_000;
/** While a cancel is open the inquiry only looks whether it still is. */
const CANCEL_ASKS_GAP_MS = 60_000;

type Payment = typeof payments.$inferSelect;
export type Inquired = 'settled' | 'going_on' | 'never_sent';

export async function inquirePayment(ctx: Context, paymentId: Id<'pay'>): Promise<Inquired> {
  // Reserve.
  const payment = await reserveInquiry(ctx, paymentId);
  if (typeof payment === 'string') return payment;

  // Call.
  const askedAt = ctx.now();
  const askedRealAt = ctx.realNow();
  const { outcome, exchange } = await ctx.gateway.inquiryPayment({ paymentRequestId: payment.paymentRequestId });

  // Record.
  const believed = believeAbsence(payment, outcome, { at: askedAt, realAt: askedRealAt });
  const isToWait = believed !== outcome && (await wasRefusedForConfiguration(ctx, paymentId));
  const heard = isToWait ? outcome : believed;
  const recorded = await recordPaymentResult(ctx, {
    paymentRequestId: payment.paymentRequestId,
    road: 'inquiry',
    outcome: heard,
    exchange,
    ...(heard !== outcome && { ofPin: payment.sentAt }),
  });
  if (recorded.kind === 'no_such_payment' || recorded.payment.status !== 'INIT') return 'settled';
  if (outcome.kind === 'not_sent') await askSoonAgain(ctx, paymentId);
  if (isToWait) await unpinPayment(ctx, { paymentId, sentAt: payment.sentAt!, sends: payment.sends }, 'never arrived');
  else if (isAbsent(outcome)) await resendPinned(ctx, recorded.payment);
  if (outcome.kind === 'unknown' && outcome.reason === 'in_process') await cancelWhatHangs(ctx, paymentId);
  return 'going_on';
}

/** Alipay promises a final word within a minute; what is in process for much longer is closed, and the cancel decides. */
async function cancelWhatHangs(ctx: Context, paymentId: Id<'pay'>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const found = await readReturnFacts(tx, paymentId, true);
    if (!found || found.payment.status !== 'INIT' || !found.payment.sentAt) return;
    const { cancelAfterSeconds } = await readMerchantSettings(tx);
    const hangsForMs = ctx.now().getTime() - found.payment.sentAt.getTime();
    if (cancelAfterSeconds === null || hangsForMs < cancelAfterSeconds * 1_000) return;
    if (await hadCancel(tx, paymentId)) return;
    await startCancel(tx, ctx, found, BY_APP);
  });
}

/** A cancel that was refused is not asked for again by itself: its reason stands, and the inquiry goes on. */
async function hadCancel(tx: Database, paymentId: Id<'pay'>): Promise<boolean> {
  const rows = await tx.select({ id: cancels.id }).from(cancels).where(eq(cancels.paymentId, paymentId)).limit(1);
  return rows.length > 0;
}

/** Counts the question and queues the next one before asking, so that dying in between loses nothing. */
async function reserveInquiry(ctx: Context, paymentId: Id<'pay'>): Promise<Payment | Inquired> {
  return ctx.db.transaction(async (tx) => {
    const now = ctx.now();
    const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update');
    if (!payment || payment.status !== 'INIT') return 'settled';
    if (!payment.sentAt) {
      await addJob(tx, 'charge', { paymentId }, { key: `charge:${paymentId}` });
      return 'never_sent';
    }
    if (await openCancel(tx, paymentId)) {
      // The cancel asks already, and its answer decides; two askers would be twice the calls.
      const runAt = new Date(now.getTime() + CANCEL_ASKS_GAP_MS);
      await addJob(tx, 'inquire', { paymentId }, { key: `inquire:${paymentId}`, runAt });
      return 'going_on';
    }
    const inquiries = payment.inquiries + 1;
    await tx.update(payments).set({ inquiries, lastInquiredAt: now }).where(eq(payments.id, paymentId));
    const runAt = new Date(now.getTime() + inquiryGapMs(inquiries));
    await addJob(tx, 'inquire', { paymentId }, { key: `inquire:${paymentId}`, runAt });
    return payment;
  });
}

/** A question that never left does not count, and an outage's end is not slept through. */
async function askSoonAgain(ctx: Context, paymentId: Id<'pay'>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [payment] = await tx
      .update(payments)
      .set({ inquiries: sql`greatest(${payments.inquiries} - 1, 0)` })
      .where(and(eq(payments.id, paymentId), eq(payments.status, 'INIT')))
      .returning({ inquiries: payments.inquiries });
    if (!payment) return;
    const gapMs = Math.min(inquiryGapMs(payment.inquiries), NOT_SENT_GAP_MS);
    const realRunAt = new Date(ctx.realNow().getTime() + gapMs);
    await addJob(tx, 'inquire', { paymentId }, { key: `inquire:${paymentId}`, realRunAt });
  });
}

/**
 * A payment whose last send was refused because our configuration was wrong, and of which Alipay then knows nothing, has not
 * failed: nobody ever tried to debit it. It waits for the configuration like those that were never sent.
 */
async function wasRefusedForConfiguration(ctx: Context, paymentId: Id<'pay'>): Promise<boolean> {
  const [last] = await ctx.db
    .select({ code: exchanges.resultCode })
    .from(exchanges)
    .where(and(eq(exchanges.subjectId, paymentId), eq(exchanges.api, 'pay')))
    .orderBy(desc(exchanges.startedAt))
    .limit(1);
  const code = last?.code ?? null;
  return code !== null && meaningOf('pay', code)?.advice === 'configuration_wrong';
}

/** Whoever pinned these bytes died before or while sending them. The same bytes under the same id debit at most once. */
async function resendPinned(ctx: Context, payment: Payment): Promise<void> {
  if ((await areDebitsPaused(ctx)) || (await debitsStopped(ctx.db))) return;
  const now = ctx.now();
  const [claimed] = await ctx.db
    .update(payments)
    .set({ sends: sql`${payments.sends} + 1`, sentRealAt: ctx.realNow(), updatedAt: now })
    .where(
      and(
        eq(payments.id, payment.id),
        eq(payments.status, 'INIT'),
        lt(payments.sentRealAt, new Date(ctx.realNow().getTime() - RESEND_AFTER_MS)),
        gt(payments.expiresAt, new Date(now.getTime() + RESEND_NEEDS_MS)),
        // A permission that ended meanwhile is not used again; the payment then runs out.
        exists(usableCredential(ctx.db, payment.walletId, now)),
        // What somebody has cancelled meanwhile is not sent once more.
        notExists(openCancels(ctx.db, payment.id)),
        // Alipay holds the money of another attempt, as it has told since these bytes were pinned.
        notExists(paidAttempts(ctx.db, payment.orderId)),
      ),
    )
    .returning();
  if (!claimed?.bodySealed || !claimed.expiresAt) return;
  ctx.log.info({ payment: payment.id, sends: claimed.sends }, 'the pinned debit is sent again');
  const { outcome, exchange } = await ctx.gateway.pay(ctx.sealer.open(claimed.bodySealed, bodyPlace(payment.id)), {
    paymentRequestId: payment.paymentRequestId,
    notAfter: claimed.expiresAt,
  });
  await recordPaymentResult(ctx, { paymentRequestId: payment.paymentRequestId, road: 'response', outcome, exchange });
}
