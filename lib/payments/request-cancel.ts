/**
 * Asks for a payment to be cancelled: whole, before its result or until the cut-off after it. What has not left yet is
 * cancelled here and now; for the rest a row and a job are written down, and the worker asks Alipay until it is known.
 *
 * While a cancel is open, nothing of this payment is retried or refunded.
 */
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { cancels } from '@/db/schema/refunds';
import { recordTransition } from '@/lib/audit/record-transition';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId, roadOf } from '@/lib/auth/actor';
import { confirmPassword } from '@/lib/auth/confirm-password';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { newId, type Id } from '@/lib/kit/ids';
import { readMoneyLimits } from '@/lib/settings/read-settings';
import { cancelUnsent } from './cancel-unsent';
import { latestPayment } from './latest-payment';
import { readReturnFacts, type Payment, type ReturnCase } from './read-return-facts';
import { adviseReturn, type CancelAdvice } from './return-advice';

/** Who asks when nobody did: a payment that hangs, money that came twice. */
export const BY_APP = 'app';

export interface CancelRequested {
  readonly paymentId: Id<'pay'>;
  /** Null: nothing had left, so it is cancelled already and Alipay was not asked. */
  readonly cancelId: Id<'can'> | null;
}

/**
 * @throws Refusal `not_allowed`, `not_found`, `cancel_not_possible`, `password_needed`, `wrong_password`, `too_many_attempts`
 */
export async function requestCancel(
  ctx: Context,
  input: { readonly orderId: Id<'ord'>; readonly password?: string | undefined },
): Promise<CancelRequested> {
  requireRole(ctx, 'orders.cancel');
  const payment = await latestPayment(ctx.db, input.orderId);
  if (!payment) throw new Refusal('not_found');
  await askPasswordAbove(ctx, payment, payment.amountMinor, input.password);
  return ctx.db.transaction(async (tx) => {
    const found = await readReturnFacts(tx, payment.id, true);
    if (!found) throw new Refusal('not_found');
    const { cancel } = adviseReturn(found.facts, ctx.now());
    if (cancel.kind === 'cannot') throw new Refusal('cancel_not_possible', {}, whyNotCancelled(cancel));
    const asked = await startCancel(tx, ctx, found, actorId(ctx.actor));
    await writeAudit(tx, ctx, {
      action: 'orders.cancel',
      subjectId: input.orderId,
      detail: {
        payment: payment.id,
        currency: payment.currency,
        minor: payment.amountMinor.toString(),
        what: cancel.what,
      },
    });
    return asked;
  });
}

/** Writes the cancel down. The caller holds the payment's lock and has asked for advice. */
export async function startCancel(
  tx: Database,
  ctx: Context,
  { payment }: ReturnCase,
  requestedBy: string,
): Promise<CancelRequested> {
  const now = ctx.now();
  const isUnsent = payment.status === 'INIT' && payment.sentAt === null;
  const cancelId = newId('can', now.getTime());
  await tx.insert(cancels).values({
    id: cancelId,
    paymentId: payment.id,
    status: isUnsent ? 'SUCCESS' : 'INIT',
    requestedBy,
    createdAt: now,
    updatedAt: now,
    resolvedAt: isUnsent ? now : null,
  });
  const road = roadOf(ctx.actor);
  await recordTransition(tx, ctx, {
    noun: 'cancel',
    subjectId: payment.id,
    from: null,
    to: isUnsent ? 'SUCCESS' : 'INIT',
    road,
    evidenceId: requestedBy,
  });
  if (isUnsent) {
    await cancelUnsent(tx, ctx, payment, road);
    return { paymentId: payment.id, cancelId: null };
  }
  await addJob(tx, 'cancel', { cancelId }, { key: `cancel:${cancelId}` });
  return { paymentId: payment.id, cancelId };
}

/** A sum above the merchant's limit asks for the password; where no limit is set, every sum does. */
export async function askPasswordAbove(
  ctx: Context,
  payment: Pick<Payment, 'currency'>,
  amountMinor: bigint,
  password: string | undefined,
): Promise<void> {
  if (ctx.actor.kind !== 'staff') return;
  const { passwordAboveMinor } = await readMoneyLimits(ctx.db, payment.currency);
  if (passwordAboveMinor !== null && amountMinor <= passwordAboveMinor) return;
  await confirmPassword(ctx, password);
}

const WHY_NOT: Record<Extract<CancelAdvice, { kind: 'cannot' }>['why'], string> = {
  nothing_collected: 'Nothing was collected.',
  cancelled: 'It is cancelled already.',
  cancelling: 'It is being cancelled already.',
  refunded: 'A part of it has been refunded; refund the rest.',
  wallet_does_not: 'This wallet does not cancel a paid debit; refund it.',
  window_over: 'The time for cancelling is over; refund it.',
  alipay_too_late: 'Alipay said that its time for cancelling is over; refund it.',
};

export function whyNotCancelled(advice: Extract<CancelAdvice, { kind: 'cannot' }>): string {
  return WHY_NOT[advice.why];
}
