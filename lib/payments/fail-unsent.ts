/**
 * Ends a payment that was never sent and never will be: its wallet is no longer usable, or it cannot be put into a request.
 * No road brought this: Alipay was not asked, and nothing was debited.
 */
import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { recordTransition } from '@/lib/audit/record-transition';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { ownFailures, type OwnFailureCode } from '@/lib/orders/failure';
import { closeUnknown } from './close-unknown';
import { tellOrder } from './tell-order';

export async function failUnsent(
  tx: Database,
  ctx: Context,
  payment: { readonly id: Id<'pay'>; readonly orderId: Id<'ord'> },
  code: OwnFailureCode,
): Promise<void> {
  const { message, retryable } = ownFailures[code];
  const failed = await tx
    .update(payments)
    .set({
      status: 'FAIL',
      failureCode: code,
      failureMessage: message,
      failureRetryable: retryable,
      resolvedAt: ctx.now(),
      knownDeadAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .where(and(eq(payments.id, payment.id), eq(payments.status, 'INIT'), isNull(payments.sentAt)))
    .returning({ id: payments.id });
  if (failed.length === 0) return;
  await tx
    .update(orders)
    .set({ status: 'FAIL', heldSince: null, nextRetryAt: null, updatedAt: ctx.now() })
    .where(eq(orders.id, payment.orderId));
  await tellOrder(tx, ctx, payment.orderId, 'FAIL');
  await closeUnknown(tx, ctx, payment.id, null);
  await recordTransition(tx, ctx, {
    noun: 'payment',
    subjectId: payment.id,
    from: 'INIT',
    to: 'FAIL',
    road: 'clock',
    note: code,
  });
}
