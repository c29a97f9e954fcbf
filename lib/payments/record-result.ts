/**
 * The one door through which a payment's result enters the books.
 *
 * Three messengers may bring it: the answer to our own `pay`, a notification, an inquiry. They race, repeat themselves
 * and sometimes contradict each other, and the customer must be debited once and told once. So all of them come here,
 * and the first final word wins. A later word that agrees is kept as evidence. A later word that disagrees leaves the
 * state, is kept beside it, and opens a case: money that has moved is not un-moved by a message.
 *
 * Unknown is not a result. It leaves the payment as it is; the inquiry asks again.
 */
import { eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { keepExchange } from '@/lib/audit/keep-exchange';
import { closeCases } from '@/lib/cases/close-cases';
import { openCase } from '@/lib/cases/open-case';
import type { Context } from '@/lib/context';
import { readMerchantSettings } from '@/lib/settings/read-settings';
import { agrees, wordOf, type FinalWord, type HeardResult, type Payment } from './final-word';
import { closeOpenCancel } from './move-cancel';
import { movePayment } from './move-payment';
import { paymentStates, type PaymentEvent } from './states';

export type RecordedResult =
  | { readonly kind: 'recorded'; readonly payment: Payment }
  | { readonly kind: 'unchanged'; readonly payment: Payment; readonly why?: 'nothing_final' | 'asked_about' }
  | { readonly kind: 'set_aside'; readonly reason: 'amount_differs' | 'contradiction'; readonly payment: Payment }
  | { readonly kind: 'no_such_payment' };

/** Opens a transaction of its own; within the notification door's transaction that is a savepoint. */
export async function recordPaymentResult(ctx: Context, heard: HeardResult): Promise<RecordedResult> {
  return ctx.db.transaction(async (tx) => {
    const [payment] = await tx
      .select()
      .from(payments)
      .where(eq(payments.paymentRequestId, heard.paymentRequestId))
      .for('update');
    if (!payment) return { kind: 'no_such_payment' };

    const evidenceId = heard.exchange
      ? await keepExchange(tx, ctx, payment.id, heard.exchange, heard.outcome.kind)
      : (heard.evidenceId ?? heard.notificationId ?? null);
    const word = wordOf(payment, heard);
    if (!word) {
      const told = heard.paymentId ?? ('paymentId' in heard.outcome ? heard.outcome.paymentId : undefined);
      return { kind: 'unchanged', payment: await rememberGatewayId(tx, payment, told ?? null), why: 'nothing_final' };
    }
    // What failed or was cancelled collects nothing, whatever sum it names.
    if (word.event === 'paid' && word.amountDiffers) {
      await setAside(tx, ctx, payment, 'amount_differs', word, evidenceId);
      return { kind: 'set_aside', reason: 'amount_differs', payment };
    }
    const next = paymentStates.next(payment.status, word.event);
    // Money that is on its way back by refund cannot come back whole as well; a person must look.
    const alsoRefunded = next === 'CANCELLED' && payment.refundReservedMinor > 0n;
    if (next && !alsoRefunded)
      return { kind: 'recorded', payment: await movePayment(tx, ctx, payment, word, heard, evidenceId) };
    if (agrees(payment, word.event))
      return { kind: 'unchanged', payment: await noteAgreement(tx, ctx, payment, word.event, heard, evidenceId) };
    // That Alipay holds it is known, and so is what has come of it since.
    if (word.event === 'paid' && payment.gatewayStatus === 'SUCCESS')
      return { kind: 'set_aside', reason: 'contradiction', payment };
    if (await waitsForProof(tx, ctx, payment, word.event, heard))
      return { kind: 'unchanged', payment, why: 'asked_about' };
    await setAside(tx, ctx, payment, 'contradiction', word, evidenceId);
    return { kind: 'set_aside', reason: 'contradiction', payment };
  });
}

/** More than the clocks of two processes differ. */
const ASKED_ANEW_MS = 1_000;

/** An answer speaks of the moment at which its question was asked, however late it is written down. */
function wasAskedAfter(heard: HeardResult, moment: Date | null): boolean {
  return moment === null || (heard.exchange !== null && heard.exchange.startedAt > moment);
}

/**
 * A success that comes after a cancel is usually an old message about money that Alipay returns by itself, and so is one that comes
 * after a surplus went back. Only its answer to a question asked now tells whether it holds the money.
 */
async function waitsForProof(
  tx: Database,
  ctx: Context,
  payment: Payment,
  event: PaymentEvent,
  heard: HeardResult,
): Promise<boolean> {
  const wentBack = payment.status === 'FAIL' && payment.gatewayStatus !== null;
  if (event !== 'paid' || !(payment.status === 'CANCELLED' || wentBack)) return false;
  const since = payment.gatewayStatusAt ?? payment.resolvedAt;
  if (heard.road === 'inquiry' && wasAskedAfter(heard, since)) return false;
  // A question of that name may be under way, asked before; at its end it takes its own job away.
  const runAt = new Date(ctx.now().getTime() + (heard.road === 'inquiry' ? ASKED_ANEW_MS : 0));
  await addJob(tx, 'verify_payment', { paymentId: payment.id }, { key: `verify-anew:${payment.id}`, runAt });
  return true;
}

/** The same word once more changes no state. What it proves is kept: that the attempt is dead, that a surplus went back. */
async function noteAgreement(
  tx: Database,
  ctx: Context,
  payment: Payment,
  event: PaymentEvent,
  heard: HeardResult,
  evidenceId: string | null,
): Promise<Payment> {
  if (event === 'paid') return payment;
  const { road } = heard;
  // What failed may be collected late, so an answer from before that was told proves nothing; what was cancelled stays so.
  const isProof =
    road === 'cancel' ||
    (road === 'inquiry' && (event === 'cancelled' || wasAskedAfter(heard, payment.gatewayStatusAt)));
  const wentBack = isProof && payment.gatewayStatus === 'SUCCESS' && payment.refundReservedMinor === 0n;
  if (event === 'cancelled') await closeOpenCancel(tx, ctx, payment.id, { road, evidenceId });
  if (!isProof) return payment;
  const [noted] = await tx
    .update(payments)
    .set({
      knownDeadAt: heard.exchange?.startedAt ?? ctx.now(),
      ...(wentBack && { gatewayStatus: event === 'cancelled' ? 'CANCELLED' : 'FAIL', gatewayStatusAt: ctx.now() }),
      updatedAt: ctx.now(),
    })
    .where(eq(payments.id, payment.id))
    .returning();
  if (wentBack)
    await closeCases(tx, ctx, {
      kinds: ['surplus', 'return_failed'],
      subjectId: payment.id,
      reason: 'returned',
      evidenceId,
    });
  return noted ?? payment;
}

async function rememberGatewayId(tx: Database, payment: Payment, paymentId: string | null): Promise<Payment> {
  if (!paymentId || payment.paymentId) return payment;
  const [row] = await tx.update(payments).set({ paymentId }).where(eq(payments.id, payment.id)).returning();
  return row ?? payment;
}

async function setAside(
  tx: Database,
  ctx: Context,
  payment: Payment,
  kind: 'amount_differs' | 'contradiction',
  word: FinalWord,
  evidenceId: string | null,
): Promise<void> {
  const told = { paid: 'SUCCESS', failed: 'FAIL', cancelled: 'CANCELLED' }[word.event];
  // Money for a payment that had ended without: it goes back by the case's own act.
  const isSurplus = kind === 'contradiction' && word.event === 'paid';
  // A word about another amount says nothing about this payment.
  if (kind === 'contradiction') {
    await tx
      .update(payments)
      .set({
        gatewayStatus: told,
        gatewayStatusAt: ctx.now(),
        // What goes back needs Alipay's id, and its windows count from when the money moved.
        ...(isSurplus && {
          paymentId: word.paymentId ?? payment.paymentId,
          paidAt: word.paidAt ?? payment.paidAt,
          knownDeadAt: null,
        }),
        updatedAt: ctx.now(),
      })
      .where(eq(payments.id, payment.id));
  }
  // Who has paid already is not debited by the policy as well.
  if (isSurplus) await tx.update(orders).set({ nextRetryAt: null }).where(eq(orders.id, payment.orderId));
  const caseId = await openCase(tx, ctx, {
    kind: isSurplus ? 'surplus' : kind,
    subjectId: payment.id,
    orderId: payment.orderId,
    detail: { ours: payment.status, told, ...(evidenceId && { evidence: evidenceId }) },
  });
  if (isSurplus && caseId && (await readMerchantSettings(tx)).returnsSurplus) {
    await addJob(tx, 'return_surplus', { caseId }, { key: `surplus:${caseId}` });
  }
}
