/**
 * The act of a surplus case: money that Alipay holds for a payment which had ended without it (it came late, or an order's
 * second attempt was paid too) goes back, by a cancel while that is possible, else by a refund of all of it.
 *
 * The case closes by itself when Alipay says that the money went back. By a person, or by the policy where the merchant
 * has set it so.
 */
import { eq } from 'drizzle-orm';
import { cases } from '@/db/schema/cases';
import { payments } from '@/db/schema/payments';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId } from '@/lib/auth/actor';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { readReturnFacts } from '@/lib/payments/read-return-facts';
import { askPasswordAbove, BY_APP, startCancel } from '@/lib/payments/request-cancel';
import { adviseReturn } from '@/lib/payments/return-advice';
import { reserveRefund } from './request-refund';

export type SurplusReturned = 'by_cancel' | 'by_refund';

/** Cases whose subject is a payment that Alipay holds money for. */
const RETURNABLE = ['surplus', 'return_failed'];

/** @throws Refusal `not_allowed`, `not_found`, `case_closed`, `refund_not_possible`, `password_needed`, `wrong_password` */
export async function returnSurplus(
  ctx: Context,
  input: { readonly caseId: Id<'cas'>; readonly password?: string | undefined },
): Promise<SurplusReturned> {
  requireRole(ctx, 'refunds.request');
  const [known] = await ctx.db.select().from(cases).where(eq(cases.id, input.caseId));
  if (!known || !RETURNABLE.includes(known.kind)) throw new Refusal('not_found');
  const [payment] = await ctx.db
    .select()
    .from(payments)
    .where(eq(payments.id, known.subjectId as Id<'pay'>));
  if (!payment) throw new Refusal('not_found');
  await askPasswordAbove(ctx, payment, payment.amountMinor, input.password);
  return ctx.db.transaction(async (tx) => {
    const found = await readReturnFacts(tx, payment.id, true);
    const [open] = await tx.select().from(cases).where(eq(cases.id, input.caseId)).for('update');
    if (!found || open?.status !== 'OPEN') throw new Refusal('case_closed');
    const { cancel, refund } = adviseReturn(found.facts, ctx.now());
    const by = ctx.actor.kind === 'system' ? BY_APP : actorId(ctx.actor);
    const way: SurplusReturned | null =
      cancel.kind === 'can' ? 'by_cancel' : refund.kind === 'can' ? 'by_refund' : null;
    // On its way already, or past every window.
    if (way === null) throw new Refusal(found.facts.isCancelling ? 'case_closed' : 'refund_not_possible');
    // A part may have gone back by a refund before.
    const amountMinor = way === 'by_refund' && refund.kind === 'can' ? refund.leftMinor : found.payment.amountMinor;
    if (way === 'by_cancel') await startCancel(tx, ctx, found, by);
    else await reserveRefund(tx, ctx, found.payment, { amountMinor, reason: null, placementKey: null });
    const detail = { case: open.id, payment: payment.id, way, minor: amountMinor.toString() };
    await writeAudit(tx, ctx, { action: 'cases.return_surplus', subjectId: payment.orderId, detail });
    return way;
  });
}

/** The policy's own act. What cannot go back now stays with the open case. */
export async function returnSurplusByPolicy(ctx: Context, caseId: Id<'cas'>): Promise<SurplusReturned | 'left_open'> {
  try {
    return await returnSurplus(ctx, { caseId });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    ctx.log.warn({ case: caseId, refusal: error.code }, 'a surplus does not go back by itself');
    return 'left_open';
  }
}
