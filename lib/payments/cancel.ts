/**
 * Asks Alipay to cancel, and goes on asking under the same id until it is known: repeating does no harm.
 *
 * A no is not yet an end: while the debit itself may still be on its way, "no such payment" blocks nothing that arrives
 * later. Only what was asked after everything of ours had run out is believed.
 */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { cases } from '@/db/schema/cases';
import { payments } from '@/db/schema/payments';
import { cancels } from '@/db/schema/refunds';
import { keepExchange } from '@/lib/audit/keep-exchange';
import type { CancelledPayment } from '@/lib/alipay/cancel';
import { isConfigurationTrouble } from '@/lib/alipay/configuration-trouble';
import type { Exchanged } from '@/lib/alipay/exchange';
import type { Outcome } from '@/lib/alipay/outcome';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { isPastArrival, type AskedAt } from './absence';
import { callGapMs, NOT_SENT_GAP_MS, TAKE_OVER_GAP_MS } from './call-schedule';
import { moveCancel, type Cancel } from './move-cancel';
import { CANCEL_TOO_LATE, type Payment } from './read-return-facts';
import { recordPaymentResult } from './record-result';
import { BY_APP } from './request-cancel';
import { cancelStates } from './states';

export type CancelDone = 'settled' | 'cancelled' | 'refused' | 'going_on';

export async function cancelPayment(ctx: Context, cancelId: Id<'can'>): Promise<CancelDone> {
  // Reserve.
  const reserved = await reserveCall(ctx, cancelId);
  if (!reserved) return 'settled';

  // Call.
  const asked = { at: ctx.now(), realAt: ctx.realNow() };
  const { paymentRequestId } = reserved.payment;
  const answered = await ctx.gateway.cancel({ paymentRequestId });

  // Record.
  return recordCancelResult(ctx, cancelId, reserved.payment.id, answered, asked);
}

/** Counts the call and queues the next one before making it, so that dying in between loses nothing. */
async function reserveCall(ctx: Context, cancelId: Id<'can'>): Promise<{ cancel: Cancel; payment: Payment } | null> {
  return ctx.db.transaction(async (tx) => {
    const found = await lockCancel(tx, cancelId);
    if (!found || cancelStates.isFinal(found.cancel.status)) return null;
    const now = ctx.now();
    const sends = found.cancel.sends + 1;
    await tx.update(cancels).set({ sends, updatedAt: now }).where(eq(cancels.id, cancelId));
    // Real time: it is about how long a call may take, whatever a demo's clock does.
    const realRunAt = new Date(ctx.realNow().getTime() + TAKE_OVER_GAP_MS);
    await addJob(tx, 'cancel', { cancelId }, { key: `cancel:${cancelId}`, realRunAt });
    return found;
  });
}

/** The payment first: everybody locks in this order. */
async function lockCancel(tx: Database, cancelId: Id<'can'>): Promise<{ cancel: Cancel; payment: Payment } | null> {
  const [known] = await tx.select({ paymentId: cancels.paymentId }).from(cancels).where(eq(cancels.id, cancelId));
  if (!known) return null;
  const [payment] = await tx.select().from(payments).where(eq(payments.id, known.paymentId)).for('update');
  const [cancel] = await tx.select().from(cancels).where(eq(cancels.id, cancelId)).for('update');
  return payment && cancel ? { cancel, payment } : null;
}

async function recordCancelResult(
  ctx: Context,
  cancelId: Id<'can'>,
  paymentId: Id<'pay'>,
  { outcome, exchange }: Exchanged<CancelledPayment>,
  asked: AskedAt,
): Promise<CancelDone> {
  return ctx.db.transaction(async (tx) => {
    const found = await lockCancel(tx, cancelId);
    const evidenceId = exchange && (await keepExchange(tx, ctx, paymentId, exchange, outcome.kind));
    if (!found || cancelStates.isFinal(found.cancel.status)) return 'settled';
    const { payment } = found;
    switch (readCancelWord(outcome, payment, asked)) {
      case 'cancelled':
        await recordPaymentResult(
          { ...ctx, db: tx },
          {
            paymentRequestId: payment.paymentRequestId,
            road: 'cancel',
            outcome: {
              kind: 'succeeded',
              value: { status: 'CANCELLED', paymentId: payment.paymentId, amount: null },
            },
            exchange: null,
            evidenceId,
          },
        );
        return 'cancelled';
      case 'refused':
        await refuseCancel(tx, ctx, found.cancel, payment, outcome, evidenceId);
        return 'refused';
      case 'unknown':
        await askAgain(tx, ctx, found.cancel, outcome);
        return 'going_on';
    }
  });
}

function readCancelWord(
  outcome: Outcome<CancelledPayment>,
  payment: Payment,
  asked: AskedAt,
): 'cancelled' | 'refused' | 'unknown' {
  if (outcome.kind === 'succeeded') return 'cancelled';
  if (outcome.kind !== 'failed' || isConfigurationTrouble(outcome)) return 'unknown';
  if (outcome.code !== 'ORDER_NOT_EXIST') return 'refused';
  // Nothing of ours can arrive any more: what does not exist now never will, so it is cancelled as asked.
  if (payment.status === 'INIT') return isPastArrival(payment, asked) ? 'cancelled' : 'unknown';
  return 'refused';
}

async function refuseCancel(
  tx: Database,
  ctx: Context,
  cancel: Cancel,
  payment: Payment,
  outcome: Outcome<CancelledPayment>,
  evidenceId: string | null,
): Promise<void> {
  const { code, message } = outcome.kind === 'failed' ? outcome : { code: 'NOT_TOLD', message: '' };
  await moveCancel(tx, ctx, cancel, 'refused', { road: 'response', evidenceId, failure: { code, message } });
  // Why it said no is a fact about the payment that an inquiry tells: cancelled by an earlier call, failed, or paid.
  if (payment.status === 'INIT')
    await addJob(tx, 'inquire', { paymentId: payment.id }, { key: `inquire:${payment.id}` });
  else await addJob(tx, 'verify_payment', { paymentId: payment.id }, { key: `verify-anew:${payment.id}` });
  if (cancel.requestedBy === BY_APP && code === CANCEL_TOO_LATE) await returnOtherwise(tx, payment.id);
  ctx.log.warn({ payment: payment.id, code }, 'a cancel was refused');
}

/** What the policy returns goes back by a refund, where there is a surplus. */
async function returnOtherwise(tx: Database, paymentId: Id<'pay'>): Promise<void> {
  const [open] = await tx
    .select({ id: cases.id })
    .from(cases)
    .where(and(eq(cases.kind, 'surplus'), eq(cases.subjectId, paymentId), eq(cases.status, 'OPEN')));
  if (open) await addJob(tx, 'return_surplus', { caseId: open.id }, { key: `surplus:${open.id}` });
}

async function askAgain(tx: Database, ctx: Context, cancel: Cancel, outcome: Outcome<CancelledPayment>): Promise<void> {
  // What never left does not count, and an outage's end is not slept through.
  const unsent = outcome.kind === 'not_sent';
  if (unsent)
    await tx
      .update(cancels)
      .set({ sends: cancel.sends - 1 })
      .where(eq(cancels.id, cancel.id));
  const when = unsent
    ? { realRunAt: new Date(ctx.realNow().getTime() + NOT_SENT_GAP_MS) }
    : { runAt: new Date(ctx.now().getTime() + callGapMs(cancel.sends)) };
  await addJob(tx, 'cancel', { cancelId: cancel.id }, { key: `cancel:${cancel.id}`, ...when });
}
