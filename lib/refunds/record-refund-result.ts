/**
 * The one door through which a refund's result enters the books: the answer to our call, a question, a notification. The
 * first final word wins; a failed refund frees what it had reserved; a later word that disagrees opens a case.
 */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { payments } from '@/db/schema/payments';
import { refunds } from '@/db/schema/refunds';
import { keepExchange } from '@/lib/audit/keep-exchange';
import { recordTransition } from '@/lib/audit/record-transition';
import { tellOutside } from '@/lib/audit/tell-outside';
import { isConfigurationTrouble } from '@/lib/alipay/configuration-trouble';
import type { Exchange } from '@/lib/alipay/exchange';
import type { Outcome } from '@/lib/alipay/outcome';
import type { SettledRefund } from '@/lib/alipay/refund';
import { closeCases } from '@/lib/cases/close-cases';
import { openCase } from '@/lib/cases/open-case';
import type { Context } from '@/lib/context';
import { parseMoney, sameMoney } from '@/lib/kit/money';
import { sumRefundedBeside } from '@/lib/payments/read-return-facts';
import { EARLIER_REFUND_PAID, refundStates, type RefundEvent } from './states';

type Refund = typeof refunds.$inferSelect;
export type RefundRoad = 'response' | 'notification' | 'inquiry';

export interface HeardRefund {
  readonly refundRequestId: string;
  readonly road: RefundRoad;
  readonly outcome: Outcome<SettledRefund>;
  /** The call that brought it; null for a notification, and for a call that was never made. */
  readonly exchange: Exchange | null;
  readonly notificationId?: string;
  /** It answers a repeat that was sent when Alipay had no such refund, long after any other send: no other can be under way. */
  readonly isOnlyOne?: boolean;
  /** It says why this refund is not sent at all: nothing where it has been sent meanwhile. */
  readonly isOfUnsent?: boolean;
}

export type RecordedRefund =
  | { readonly kind: 'recorded'; readonly refund: Refund }
  | { readonly kind: 'unchanged'; readonly refund: Refund }
  | { readonly kind: 'set_aside'; readonly reason: 'amount_differs' | 'contradiction'; readonly refund: Refund }
  | { readonly kind: 'no_such_refund' };

/** Opens a transaction of its own; within the notification door's transaction that is a savepoint. */
export async function recordRefundResult(ctx: Context, heard: HeardRefund): Promise<RecordedRefund> {
  return ctx.db.transaction(async (tx) => {
    const [known] = await tx
      .select({ id: refunds.id, paymentId: refunds.paymentId })
      .from(refunds)
      .where(eq(refunds.refundRequestId, heard.refundRequestId));
    if (!known) return { kind: 'no_such_refund' };
    // The payment first: everybody locks in this order, and a failed refund gives its part back to it.
    const [payment] = await tx.select().from(payments).where(eq(payments.id, known.paymentId)).for('update');
    const [refund] = await tx.select().from(refunds).where(eq(refunds.id, known.id)).for('update');
    if (!refund || !payment) return { kind: 'no_such_refund' };

    const evidenceId = heard.exchange
      ? await keepExchange(tx, ctx, refund.id, heard.exchange, heard.outcome.kind)
      : (heard.notificationId ?? null);
    const word = wordOf(refund, heard);
    if (!word) return { kind: 'unchanged', refund };
    if (word.amountDiffers) {
      await setAside(tx, ctx, refund, payment, 'amount_differs', word.event, evidenceId);
      return { kind: 'set_aside', reason: 'amount_differs', refund };
    }
    const status = refundStates.next(refund.status, word.event);
    if (status) {
      const moved = await moveRefund(tx, ctx, refund, word, heard.road, evidenceId);
      await followUp(tx, ctx, moved, payment, evidenceId);
      return { kind: 'recorded', refund: moved };
    }
    const agrees = (refund.status === 'SUCCESS') === (word.event === 'refunded');
    if (agrees) return { kind: 'unchanged', refund };
    await setAside(tx, ctx, refund, payment, 'contradiction', word.event, evidenceId);
    return { kind: 'set_aside', reason: 'contradiction', refund };
  });
}

interface FinalWord {
  readonly event: RefundEvent;
  readonly refundId: string | null;
  readonly amountDiffers: boolean;
  readonly failure: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
}

/** What the message says of the refund itself, or null when it says nothing final. */
function wordOf(
  refund: Refund,
  { outcome, road, isOnlyOne = false, isOfUnsent = false }: HeardRefund,
): FinalWord | null {
  if (isOfUnsent && refund.sends > 0) return null;
  switch (outcome.kind) {
    case 'unknown':
    case 'not_sent':
      return null;
    case 'failed':
      // After an earlier send whose answer is unknown, a no to this one says nothing about that one.
      if (road === 'response' && refund.sends > 1 && !isOnlyOne) return null;
      if (outcome.about === 'request' && road !== 'response') return null;
      if (isConfigurationTrouble(outcome) || outcome.code === 'REPEAT_REQ_INCONSISTENT') return null;
      return {
        event: 'failed',
        refundId: null,
        amountDiffers: false,
        failure: { code: outcome.code, message: outcome.message, retryable: outcome.retryable ?? false },
      };
    case 'succeeded': {
      const ours = parseMoney({ currency: refund.currency, value: refund.amountMinor.toString() });
      const { refundId, amount } = outcome.value;
      return {
        event: 'refunded',
        refundId,
        amountDiffers: amount !== null && !sameMoney(amount, ours),
        failure: null,
      };
    }
  }
}

async function moveRefund(
  tx: Database,
  ctx: Context,
  refund: Refund,
  word: FinalWord,
  road: RefundRoad,
  evidenceId: string | null,
): Promise<Refund> {
  const now = ctx.now();
  const status = refundStates.next(refund.status, word.event)!;
  const [moved] = await tx
    .update(refunds)
    .set({
      status,
      refundId: word.refundId ?? refund.refundId,
      failureCode: word.failure?.code ?? null,
      failureMessage: word.failure?.message ?? null,
      failureRetryable: word.failure?.retryable ?? null,
      resolvedBy: road,
      resolvedAt: now,
      // What was told beside the state before is settled by this word.
      gatewayStatus: null,
      updatedAt: now,
    })
    .where(and(eq(refunds.id, refund.id), eq(refunds.status, 'INIT')))
    .returning();
  await recordTransition(tx, ctx, {
    noun: 'refund',
    subjectId: refund.id,
    from: refund.status,
    to: status,
    road,
    evidenceId,
    note: word.failure?.code ?? null,
  });
  await closeCases(tx, ctx, {
    kinds: ['refund_unknown_for_long'],
    subjectId: refund.id,
    reason: 'answered',
    evidenceId,
  });
  const type = word.event === 'refunded' ? 'refund.succeeded' : 'refund.failed';
  await tellOutside(tx, ctx, { type, subjectId: refund.id });
  ctx.log.info(
    { refund: refund.id, payment: refund.paymentId, to: status, road, code: word.failure?.code },
    'refund moved',
  );
  return moved!;
}

/** What a final word asks for beyond the refund itself. */
async function followUp(
  tx: Database,
  ctx: Context,
  refund: Refund,
  payment: typeof payments.$inferSelect,
  evidenceId: string | null,
): Promise<void> {
  // What this one had reserved it has given back meanwhile, where it failed.
  const [fresh] = await tx.select().from(payments).where(eq(payments.id, payment.id));
  const isBack = await closeReturned(tx, ctx, fresh!, evidenceId);
  // Nothing failed to go back where all is back, nor where it was not sent because the one before it was paid after all.
  if (isBack || refund.status === 'SUCCESS' || refund.failureCode === EARLIER_REFUND_PAID) return;
  const isSurplus = isSurplusOf(payment);
  const unfunded = refund.failureCode === 'MERCHANT_BALANCE_NOT_ENOUGH';
  if (!unfunded && !isSurplus) return;
  await openCase(tx, ctx, {
    kind: unfunded ? 'refund_unfunded' : 'return_failed',
    subjectId: unfunded ? refund.id : payment.id,
    orderId: payment.orderId,
    detail: { code: refund.failureCode ?? '', ...(evidenceId && { evidence: evidenceId }) },
  });
}

function isSurplusOf({ status, gatewayStatus }: typeof payments.$inferSelect): boolean {
  return status !== 'SUCCESS' && gatewayStatus === 'SUCCESS';
}

/**
 * A surplus is returned when all of it is, be it by a refund that failed with us and was paid all the same.
 *
 * @returns whether all of it is back
 */
async function closeReturned(
  tx: Database,
  ctx: Context,
  payment: typeof payments.$inferSelect,
  evidenceId: string | null,
): Promise<boolean> {
  if (!isSurplusOf(payment)) return false;
  const open = await tx
    .select({ id: refunds.id })
    .from(refunds)
    .where(and(eq(refunds.paymentId, payment.id), eq(refunds.status, 'INIT')))
    .limit(1);
  const besideMinor = await sumRefundedBeside(tx, payment.id);
  if (open.length > 0 || payment.refundReservedMinor + besideMinor < payment.amountMinor) return false;
  await closeCases(tx, ctx, {
    kinds: ['surplus', 'return_failed'],
    subjectId: payment.id,
    reason: 'returned',
    evidenceId,
  });
  return true;
}

async function setAside(
  tx: Database,
  ctx: Context,
  refund: Refund,
  payment: typeof payments.$inferSelect,
  kind: 'amount_differs' | 'contradiction',
  event: RefundEvent,
  evidenceId: string | null,
): Promise<void> {
  const told = event === 'refunded' ? 'SUCCESS' : 'FAIL';
  // A word about another amount says nothing about this refund.
  if (kind === 'contradiction') {
    await tx.update(refunds).set({ gatewayStatus: told, updatedAt: ctx.now() }).where(eq(refunds.id, refund.id));
    if (event === 'refunded') {
      // Paid after all: nobody tries it again, and a surplus may have gone back by it.
      await closeCases(tx, ctx, {
        kinds: ['refund_unfunded'],
        subjectId: refund.id,
        reason: 'returned',
        evidenceId,
      });
      await closeReturned(tx, ctx, payment, evidenceId);
    }
  }
  await openCase(tx, ctx, {
    kind: 'refund_contradiction',
    subjectId: refund.id,
    orderId: payment.orderId,
    detail: { ours: refund.status, told, ...(evidenceId && { evidence: evidenceId }) },
  });
}
