/**
 * Moves a payment by a final word, and with it whatever hangs on its state: the order that shows it, a cancel and cases that
 * waited for it, the next try, the wallet whose token is dead. Called by the door of results alone, which decides whether.
 */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { recordTransition } from '@/lib/audit/record-transition';
import { meaningOf } from '@/lib/alipay/result-codes';
import type { Context } from '@/lib/context';
import { loseWallet } from '@/lib/wallets/lose-wallet';
import { closeUnknown } from './close-unknown';
import type { FinalWord, HeardResult, Payment } from './final-word';
import { closeOpenCancel } from './move-cancel';
import { planNextRetry } from './plan-retry';
import { paymentStates } from './states';
import { tellOrder } from './tell-order';

/** Runs in the transaction of the door, under the payment's lock. */
export async function movePayment(
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
