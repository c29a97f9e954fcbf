/**
 * Tries a failed order again: a new paymentRequestId under the same order. Whether the attempt before it is truly dead is
 * asked before the new one is sent; until then both stand in the books and only one can ever be live.
 */
import { eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { orders } from '@/db/schema/orders';
import type { payments } from '@/db/schema/payments';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId } from '@/lib/auth/actor';
import { requireCustomer, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { refuseOverCaps } from './debit-caps';
import { isPaidByAny } from './is-paid-by-any';
import { lockLatest } from './latest-payment';
import { addPayment, refuseOutsideLimits, usableWallet } from './place-order';
import { wasCalledOff } from './plan-retry';
import { lastCancel, openCancel } from './read-return-facts';
import { BY_APP } from './request-cancel';

type Order = typeof orders.$inferSelect;
type Payment = typeof payments.$inferSelect;

export interface OrderRetried {
  readonly paymentId: Id<'pay'>;
}

/**
 * @param input.walletId another wallet of the same customer; absent, the order's own
 * @throws Refusal `not_allowed`, `not_found`, `order_not_retryable`, `wallet_not_usable`, `amount_outside_limits`, `debit_over_cap`
 */
export async function retryOrder(
  ctx: Context,
  input: { readonly orderId: Id<'ord'>; readonly walletId?: Id<'wal'> | undefined },
): Promise<OrderRetried> {
  const onlyOf = ctx.actor.kind === 'customer' ? requireCustomer(ctx).customerId : null;
  if (!onlyOf) requireRole(ctx, 'orders.retry');
  return ctx.db.transaction(async (tx) => {
    const { order, payment } = await lockRetryable(tx, input.orderId, onlyOf);
    const paymentId = await addAttempt(tx, ctx, order, payment, input.walletId ?? order.walletId);
    if (ctx.actor.kind === 'staff' || ctx.actor.kind === 'key') {
      const detail = { payment: paymentId, after: payment.failureCode };
      await writeAudit(tx, ctx, { action: 'orders.retry', subjectId: order.id, detail });
    }
    return { paymentId };
  });
}

/** The policy's own try, at its hour. Finds nothing to do when a person was quicker. */
export async function retryByPolicy(ctx: Context, orderId: Id<'ord'>): Promise<'retried' | 'not_any_more' | 'refused'> {
  requireRole(ctx, 'orders.retry');
  try {
    return await ctx.db.transaction(async (tx) => {
      const { order, payment } = await lockLatest(tx, orderId, 'order_not_retryable');
      if (!order.nextRetryAt || order.nextRetryAt > ctx.now()) return 'not_any_more';
      if (await wasCalledOff(tx, payment.id)) throw new Refusal('order_not_retryable');
      await requireRetryable(tx, payment);
      await addAttempt(tx, ctx, order, payment, order.walletId);
      await tx
        .update(orders)
        .set({ policyRetries: order.policyRetries + 1 })
        .where(eq(orders.id, orderId));
      return 'retried';
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // The wallet is gone, or a cap is reached: nothing is debited, and the order's page offers what cures it.
    await ctx.db.update(orders).set({ nextRetryAt: null }).where(eq(orders.id, orderId));
    ctx.log.info({ order: orderId, refusal: error.code }, 'the policy does not try again');
    return 'refused';
  }
}

async function lockRetryable(
  tx: Database,
  orderId: Id<'ord'>,
  onlyOf: Id<'cus'> | null,
): Promise<{ order: Order; payment: Payment }> {
  const found = await lockLatest(tx, orderId, 'order_not_retryable');
  if (onlyOf && found.order.customerId !== onlyOf) throw new Refusal('not_found');
  await requireRetryable(tx, found.payment);
  return found;
}

async function requireRetryable(tx: Database, payment: Payment): Promise<void> {
  if (!(await mayTryAgain(tx, payment))) throw new Refusal('order_not_retryable');
}

/** After a failure, or after a cancel that the app made by itself; never while money may be there or on its way back. */
export async function mayTryAgain(tx: Database, payment: Payment): Promise<boolean> {
  if (payment.refundReservedMinor > 0n || (await isPaidByAny(tx, payment.orderId))) return false;
  if (await openCancel(tx, payment.id)) return false;
  if (payment.status === 'FAIL') return true;
  return payment.status === 'CANCELLED' && (await lastCancel(tx, payment.id))?.requestedBy === BY_APP;
}

async function addAttempt(
  tx: Database,
  ctx: Context,
  order: Order,
  payment: Payment,
  walletId: Id<'wal'>,
): Promise<Id<'pay'>> {
  const wallet = await usableWallet(tx, ctx, order.customerId, walletId);
  refuseOutsideLimits(wallet, order.currency, order.amountMinor);
  await refuseOverCaps(tx, ctx, { ...order, wallet });
  const paymentId = await addPayment(tx, ctx, {
    orderId: order.id,
    attempt: payment.attempt + 1,
    wallet,
    currency: order.currency,
    amountMinor: order.amountMinor,
    evidenceId: actorId(ctx.actor),
  });
  await tx
    .update(orders)
    .set({ status: 'INIT', walletId, nextRetryAt: null, heldSince: null, updatedAt: ctx.now() })
    .where(eq(orders.id, order.id));
  return paymentId;
}
