/** Reads what the advice on cancel and refund stands on: a payment, its wallet's brand, and whether a cancel is open. */
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { payments } from '@/db/schema/payments';
import { cancels, refunds } from '@/db/schema/refunds';
import { wallets } from '@/db/schema/wallets';
import type { Id } from '@/lib/kit/ids';
import type { ReturnFacts } from './return-advice';

export type Payment = typeof payments.$inferSelect;

export interface ReturnCase {
  readonly payment: Payment;
  readonly facts: ReturnFacts;
}

/** @param lock true holds the payment until the transaction ends, so that nobody else's act changes the facts meanwhile */
export async function readReturnFacts(tx: Database, paymentId: Id<'pay'>, lock: boolean): Promise<ReturnCase | null> {
  const query = tx.select().from(payments).where(eq(payments.id, paymentId));
  const [payment] = await (lock ? query.for('update') : query);
  if (!payment) return null;
  const [wallet] = await tx.select({ brand: wallets.brand }).from(wallets).where(eq(wallets.id, payment.walletId));
  const asked = await tx.select().from(cancels).where(eq(cancels.paymentId, paymentId));
  const besideMinor = await sumRefundedBeside(tx, paymentId);
  return { payment, facts: factsOf(payment, wallet!.brand, asked, besideMinor) };
}

/** Minor units that went back by refunds of this payment which had failed with us. */
export async function sumRefundedBeside(tx: Database, paymentId: Id<'pay'>): Promise<bigint> {
  const [sum] = await tx
    .select({ minor: sql<string>`coalesce(sum(${refunds.amountMinor}), 0)::text` })
    .from(refunds)
    .where(and(eq(refunds.paymentId, paymentId), eq(refunds.status, 'FAIL'), eq(refunds.gatewayStatus, 'SUCCESS')));
  return BigInt(sum!.minor);
}

/** Failed here, paid by Alipay's later word: what a person must look at, and nobody sends once more. */
export function isRefundedBeside(refund: Pick<typeof refunds.$inferSelect, 'status' | 'gatewayStatus'>): boolean {
  return refund.status === 'FAIL' && refund.gatewayStatus === 'SUCCESS';
}

/** Alipay's word for it. */
export const CANCEL_TOO_LATE = 'CANCEL_WINDOW_EXCEED';

/** @param asked every cancel of this payment that was ever asked for */
export function factsOf(
  payment: Payment,
  brand: string,
  asked: readonly Pick<typeof cancels.$inferSelect, 'status' | 'failureCode'>[],
  refundedBesideMinor: bigint,
): ReturnFacts {
  const { status, gatewayStatus, amountMinor, refundReservedMinor, sentAt, paidAt, resolvedAt, createdAt } = payment;
  return {
    status,
    gatewayStatus,
    brand,
    amountMinor,
    refundReservedMinor,
    refundedBesideMinor,
    sentAt,
    paidAt,
    resolvedAt,
    createdAt,
    isCancelling: asked.some((cancel) => cancel.status === 'INIT'),
    isCancelled: asked.some((cancel) => cancel.status === 'SUCCESS'),
    isCancelTooLate: asked.some((cancel) => cancel.failureCode === CANCEL_TOO_LATE),
  };
}

/** Cancels of a payment whose end is open; there is one at most. */
export function openCancels(db: Database, paymentId: Id<'pay'>) {
  return db
    .select({ id: cancels.id })
    .from(cancels)
    .where(and(eq(cancels.paymentId, paymentId), eq(cancels.status, 'INIT')));
}

export async function openCancel(tx: Database, paymentId: Id<'pay'>): Promise<Id<'can'> | null> {
  const [row] = await openCancels(tx, paymentId);
  return row?.id ?? null;
}

/** The newest cancel of a payment, whatever became of it. */
export async function lastCancel(tx: Database, paymentId: Id<'pay'>): Promise<typeof cancels.$inferSelect | null> {
  const [row] = await tx
    .select()
    .from(cancels)
    .where(eq(cancels.paymentId, paymentId))
    .orderBy(desc(cancels.createdAt), desc(cancels.id))
    .limit(1);
  return row ?? null;
}
