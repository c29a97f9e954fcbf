/**
 * Ends a payment that has not left yet, because somebody cancelled it. Alipay was never asked, and nothing was debited. The
 * caller holds the row's lock, and a debit pins under the same lock: either it finds this, or this found its pin.
 */
import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '@/db/client';
import type { Road } from '@/db/schema/evidence';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { recordTransition } from '@/lib/audit/record-transition';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { closeUnknown } from './close-unknown';
import { tellOrder } from './tell-order';

export async function cancelUnsent(
  tx: Database,
  ctx: Context,
  payment: { readonly id: Id<'pay'>; readonly orderId: Id<'ord'> },
  road: Road,
): Promise<void> {
  const now = ctx.now();
  const cancelled = await tx
    .update(payments)
    .set({ status: 'CANCELLED', resolvedBy: 'cancel', resolvedAt: now, knownDeadAt: now, updatedAt: now })
    .where(and(eq(payments.id, payment.id), eq(payments.status, 'INIT'), isNull(payments.sentAt)))
    .returning({ id: payments.id });
  if (cancelled.length === 0) throw new Error(`payment ${payment.id} was pinned while its lock was held`);
  await tx
    .update(orders)
    .set({ status: 'CANCELLED', heldSince: null, nextRetryAt: null, updatedAt: now })
    .where(eq(orders.id, payment.orderId));
  await tellOrder(tx, ctx, payment.orderId, 'CANCELLED');
  await closeUnknown(tx, ctx, payment.id, null);
  await recordTransition(tx, ctx, { noun: 'payment', subjectId: payment.id, from: 'INIT', to: 'CANCELLED', road });
}
