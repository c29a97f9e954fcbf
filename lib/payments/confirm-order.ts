/**
 * Says yes to a debit that has lain for longer than the merchant's limit, or lets it go: then nothing is debited. What failed and
 * would be tried again by the policy is let go in the same way. By the customer whose it is, or by an operator.
 */
import { eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { orders } from '@/db/schema/orders';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId } from '@/lib/auth/actor';
import { requireCustomer, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { lockLatest } from './latest-payment';
import { readReturnFacts, type Payment } from './read-return-facts';
import { startCancel } from './request-cancel';

/** @throws Refusal `not_allowed`, `not_found`, `order_not_held` */
export async function confirmOrder(ctx: Context, orderId: Id<'ord'>): Promise<void> {
  await decide(ctx, orderId, 'orders.confirm', async (tx, { order, payment }) => {
    if (!isHeld(order, payment)) throw new Refusal('order_not_held');
    const now = ctx.now();
    await tx.update(orders).set({ confirmedAt: now, heldSince: null, updatedAt: now }).where(eq(orders.id, orderId));
    await addJob(tx, 'charge', { paymentId: payment.id }, { key: `charge:${payment.id}` });
  });
}

/** @throws Refusal `not_allowed`, `not_found`, `order_not_held` */
export async function dropOrder(ctx: Context, orderId: Id<'ord'>): Promise<void> {
  await decide(ctx, orderId, 'orders.drop', async (tx, { order, payment }) => {
    if (isHeld(order, payment)) {
      const found = await readReturnFacts(tx, payment.id, true);
      await startCancel(tx, ctx, found!, actorId(ctx.actor));
      return;
    }
    if (order.nextRetryAt === null) throw new Refusal('order_not_held');
    await tx.update(orders).set({ nextRetryAt: null, updatedAt: ctx.now() }).where(eq(orders.id, orderId));
  });
}

type Order = typeof orders.$inferSelect;

function isHeld(order: Order, payment: Payment): boolean {
  return order.heldSince !== null && payment.status === 'INIT' && payment.sentAt === null;
}

async function decide(
  ctx: Context,
  orderId: Id<'ord'>,
  action: 'orders.confirm' | 'orders.drop',
  act: (tx: Database, held: { readonly order: Order; readonly payment: Payment }) => Promise<void>,
): Promise<void> {
  const onlyOf = ctx.actor.kind === 'customer' ? requireCustomer(ctx).customerId : null;
  if (!onlyOf) requireRole(ctx, 'orders.confirm');
  await ctx.db.transaction(async (tx) => {
    const { order, payment } = await lockLatest(tx, orderId, 'order_not_held');
    if (onlyOf && order.customerId !== onlyOf) throw new Refusal('not_found');
    await act(tx, { order, payment });
    if (ctx.actor.kind === 'staff') {
      await writeAudit(tx, ctx, { action, subjectId: orderId, detail: { payment: payment.id } });
    }
  });
}
