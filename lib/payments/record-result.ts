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
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { keepExchange } from '@/lib/audit/keep-exchange';
import { recordTransition } from '@/lib/audit/record-transition';
import type { Exchange } from '@/lib/alipay/exchange';
import type { PaymentWord } from '@/lib/alipay/inquiry-payment';
import type { Outcome } from '@/lib/alipay/outcome';
import { meaningOf } from '@/lib/alipay/result-codes';
import { closeCases } from '@/lib/cases/close-cases';
import { openCase } from '@/lib/cases/open-case';
import type { Context } from '@/lib/context';
import { parseMoney, sameMoney } from '@/lib/kit/money';
import { readMerchantSettings } from '@/lib/settings/read-settings';
import { loseWallet } from '@/lib/wallets/lose-wallet';
import { closeOpenCancel } from './close-cancel';
import { closeUnknown } from './close-unknown';
import { planNextRetry } from './plan-retry';
import { eventOfStatus, paymentStates, type PaymentEvent } from './states';
import { tellOrder } from './tell-order';

type Payment = typeof payments.$inferSelect;
export type ResultRoad = 'response' | 'notification' | 'inquiry' | 'cancel';

export interface HeardResult {
  readonly paymentRequestId: string;
  readonly road: ResultRoad;
  readonly outcome: Outcome<PaymentWord>;
  /** The call that brought it; null for a notification, and for a call that was never made. */
  readonly exchange: Exchange | null;
  /** The notification that brought it. */
  readonly notificationId?: string;
  /** The evidence that brought it, where the caller has kept it already. */
  readonly evidenceId?: string | null;
  /** Alipay's id of the payment where the message tells it beside its outcome. */
  readonly paymentId?: string;
  /** Where the word holds for one pin only: when that pin was made. Pinned anew meanwhile, it says nothing. */
  readonly ofPin?: Date | null;
}

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

/** A final word about this payment, as its own event. */
interface FinalWord {
  readonly event: PaymentEvent;
  readonly paymentId: string | null;
  readonly paidAt: Date | null;
  readonly amountDiffers: boolean;
  readonly failure: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
}

/** What the message says of the payment itself, or null when it says nothing final. */
function wordOf(payment: Payment, heard: HeardResult): FinalWord | null {
  const { outcome } = heard;
  if (heard.ofPin && heard.ofPin.getTime() !== payment.sentAt?.getTime()) return null;
  switch (outcome.kind) {
    case 'unknown':
    case 'not_sent':
      return null;
    case 'failed':
      // An answer to a second send says no about that one: what the first did, only an inquiry can tell.
      if (heard.road === 'response' && payment.sends > 1) return null;
      if (outcome.about === 'request' && !isFinalRefusal(heard.road, outcome.code)) return null;
      return {
        event: 'failed',
        paymentId: heard.paymentId ?? null,
        paidAt: null,
        amountDiffers: false,
        failure: { code: outcome.code, message: outcome.message, retryable: outcome.retryable ?? false },
      };
    case 'succeeded': {
      const { value } = outcome;
      const ours = parseMoney({ currency: payment.currency, value: payment.amountMinor.toString() });
      return {
        event: value.status === 'SUCCESS' ? 'paid' : 'cancelled',
        paymentId: value.paymentId,
        paidAt: value.status === 'SUCCESS' ? value.paidAt : null,
        amountDiffers: value.amount !== null && !sameMoney(value.amount, ours),
        failure: null,
      };
    }
  }
}

/**
 * A refusal of the request ends the payment only when it answers the one and only send: nothing had left before, so nothing
 * was created. A question's refusal never ends anything, and neither does one that speaks of our own configuration: that is
 * mended, and the payment is sent then.
 */
function isFinalRefusal(road: ResultRoad, code: string): boolean {
  const advice = meaningOf('pay', code)?.advice;
  return road === 'response' && advice !== 'inquire' && advice !== 'configuration_wrong';
}

function agrees(payment: Payment, event: PaymentEvent): boolean {
  if (eventOfStatus[payment.status] === event) return true;
  // What failed and what was cancelled come to the same: nothing was collected, or it went back.
  return payment.status !== 'SUCCESS' && event !== 'paid';
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

async function movePayment(
  tx: Database,
  ctx: Context,
  payment: Payment,
  word: FinalWord,
  heard: HeardResult,
  evidenceId: string | null,
): Promise<Payment> {
  const { road } = heard;
  const now = ctx.now();
  const askedAt = heard.exchange?.startedAt ?? now;
  const status = paymentStates.next(payment.status, word.event)!;
  const [moved] = await tx
    .update(payments)
    .set({
      status,
      paymentId: word.paymentId ?? payment.paymentId,
      paidAt: word.paidAt ?? payment.paidAt,
      failureCode: word.failure?.code ?? null,
      failureMessage: word.failure?.message ?? null,
      failureRetryable: word.failure?.retryable ?? null,
      resolvedBy: road,
      resolvedAt: now,
      // Alipay's own answer about its end, where it was asked for; a refusal or news alone is asked about before a retry.
      knownDeadAt: status !== 'SUCCESS' && (road === 'inquiry' || road === 'cancel') ? askedAt : null,
      // What was sent is evidence in the exchange; the pinned bytes hold a token and are needed no more.
      bodySealed: null,
      // What was told beside the state before is settled by this word.
      gatewayStatus: null,
      gatewayStatusAt: null,
      updatedAt: now,
    })
    .where(and(eq(payments.id, payment.id), eq(payments.status, payment.status)))
    .returning();
  const isLatest = await projectOrder(tx, ctx, payment, status);
  await closeUnknown(tx, ctx, payment.id, evidenceId);
  if (status === 'CANCELLED') await closeOpenCancel(tx, ctx, payment.id, { road, evidenceId });
  if (word.failure && isLatest) await planNextRetry(tx, ctx, payment, word.failure.code);
  await recordTransition(tx, ctx, {
    noun: 'payment',
    subjectId: payment.id,
    from: payment.status,
    to: status,
    road,
    evidenceId,
    note: word.failure?.code ?? null,
  });
  if (word.failure && meaningOf('pay', word.failure.code)?.advice === 'wallet_lost' && payment.credentialId) {
    await loseWallet(tx, ctx, {
      credentialId: payment.credentialId,
      event: 'lost',
      road,
      evidenceId,
      reason: word.failure.code,
    });
  }
  ctx.log.info(
    { payment: payment.id, order: payment.orderId, to: status, road, code: word.failure?.code },
    'payment moved',
  );
  return moved!;
}

/** An order shows its latest payment's status. Says whether this is it. */
async function projectOrder(tx: Database, ctx: Context, payment: Payment, status: Payment['status']): Promise<boolean> {
  const attempts = await tx
    .select({ id: payments.id, attempt: payments.attempt })
    .from(payments)
    .where(eq(payments.orderId, payment.orderId));
  if (attempts.some((other) => other.attempt > payment.attempt)) return false;
  await tx
    .update(orders)
    .set({ status, nextRetryAt: null, heldSince: null, updatedAt: ctx.now() })
    .where(eq(orders.id, payment.orderId));
  await tellOrder(tx, ctx, payment.orderId, status);
  return true;
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
