/**
 * Does a failed refund again, with a new refundRequestId: after the merchant's balance was topped up, or when a person
 * wants it tried once more. Once per failed refund, however many click.
 */
import { eq } from 'drizzle-orm';
import { payments } from '@/db/schema/payments';
import { refunds } from '@/db/schema/refunds';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import { closeCases } from '@/lib/cases/close-cases';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { isRefundedBeside, readReturnFacts } from '@/lib/payments/read-return-facts';
import { askPasswordAbove } from '@/lib/payments/request-cancel';
import { refundAmountProblem } from '@/lib/payments/return-advice';
import { requireRefundable, reserveRefund, type RefundRequested } from './request-refund';
import { EARLIER_REFUND_PAID } from './states';

/** @throws Refusal `not_allowed`, `not_found`, `refund_not_possible`, `refund_exceeds_balance`, `password_needed`, `wrong_password` */
export async function retryRefund(
  ctx: Context,
  input: { readonly refundId: Id<'ref'>; readonly password?: string | undefined },
): Promise<RefundRequested> {
  requireRole(ctx, 'refunds.request');
  const [failed] = await ctx.db.select().from(refunds).where(eq(refunds.id, input.refundId));
  if (!failed) throw new Refusal('not_found');
  await askPasswordAbove(ctx, failed, failed.amountMinor, input.password);
  return ctx.db.transaction(async (tx) => {
    const found = await readReturnFacts(tx, failed.paymentId, true);
    const [refund] = await tx.select().from(refunds).where(eq(refunds.id, failed.id)).for('update');
    if (!found || refund?.status !== 'FAIL')
      throw new Refusal('refund_not_possible', {}, 'Only a failed refund is done again.');
    if (isRefundedBeside(refund))
      throw new Refusal('refund_not_possible', {}, 'Alipay says that it was paid after all.');
    if (refund.failureCode === EARLIER_REFUND_PAID)
      throw new Refusal('refund_not_possible', {}, 'The refund before it was paid after all.');
    const [again] = await tx.select({ id: refunds.id }).from(refunds).where(eq(refunds.retryOf, refund.id));
    if (again) return { refundId: again.id, isNew: false };
    const advice = requireRefundable(found, ctx.now());
    if (refundAmountProblem(advice, refund.amountMinor, found.payment.amountMinor) === 'more_than_left') {
      throw new Refusal('refund_exceeds_balance');
    }
    const refundId = await reserveRefund(tx, ctx, found.payment, {
      amountMinor: refund.amountMinor,
      reason: refund.reason,
      placementKey: null,
      retryOf: refund.id,
    });
    await closeCases(tx, ctx, {
      kinds: ['refund_unfunded'],
      subjectId: refund.id,
      reason: 'tried_again',
      evidenceId: refundId,
    });
    const [payment] = await tx
      .select({ orderId: payments.orderId })
      .from(payments)
      .where(eq(payments.id, refund.paymentId));
    const detail = { refund: refundId, of: refund.id, currency: refund.currency, minor: refund.amountMinor.toString() };
    await writeAudit(tx, ctx, { action: 'refunds.retry', subjectId: payment!.orderId, detail });
    return { refundId, isNew: true };
  });
}
