/**
 * Ends a payment that was never sent and never will be, because the wallet it was to be debited from is no longer usable.
 * No road brought this: Alipay was not asked, and nothing was debited.
 */
import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { recordTransition } from '@/lib/audit/record-transition';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';

/** Our own code, beside Alipay's: the wallet was unlinked, paused or lost before the debit was sent. */
export const WALLET_NOT_USABLE = 'WALLET_NOT_USABLE';

export async function failUnsent(
  tx: Database,
  ctx: Context,
  payment: { readonly id: Id<'pay'>; readonly orderId: Id<'ord'> },
): Promise<void> {
  const failed = await tx
    .update(payments)
    .set({
      status: 'FAIL',
      failureCode: WALLET_NOT_USABLE,
      failureMessage: 'The wallet was no longer usable; nothing was sent.',
      failureRetryable: true,
      resolvedAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .where(and(eq(payments.id, payment.id), eq(payments.status, 'INIT'), isNull(payments.sentAt)))
    .returning({ id: payments.id });
  if (failed.length === 0) return;
  await tx.update(orders).set({ status: 'FAIL', updatedAt: ctx.now() }).where(eq(orders.id, payment.orderId));
  await recordTransition(tx, ctx, {
    noun: 'payment',
    subjectId: payment.id,
    from: 'INIT',
    to: 'FAIL',
    road: 'clock',
    note: WALLET_NOT_USABLE,
  });
}
