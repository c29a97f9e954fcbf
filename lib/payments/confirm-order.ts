/**
 * Says yes to a debit that has lain for longer than the merchant's limit, or lets it go: then nothing is debited. By the
 * customer whose it is, or by an operator.
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
  await decide(ctx, orderId, 'orders.confirm', async (tx, payment) => {
    const now = ctx.now();
    await tx.update(orders).set({ confirmedAt: now, heldSince: null, updatedAt: now }).where(eq(orders.id, orderId));
    await addJob(tx, 'charge', { paymentId: payment.id }, { key: `charge:${payment.id}` });
  });
}

/** @throws Refusal `not_allowed`, `not_found`, `order_not_held` */
export async function dropOrder(ctx: Context, orderId: Id<'ord'>): Promise<void> {
  await decide(ctx, orderId, 'orders.drop', async (tx, payment) => {
    const found = await readReturnFacts(tx, payment.id, true);
    await startCancel(tx, ctx, found!, actorId(ctx.actor));
  });
}

async function decide(
  ctx: Context,
  orderId: Id<'ord'>,
  action: 'orders.confirm' | 'orders.drop',
  act: (tx: Database, payment: Payment) => Promise<void>,
): Promise<void> {
  const onlyOf = ctx.actor.kind === 'customer' ? requireCustomer(ctx).customerId : null;
  if (!onlyOf) requireRole(ctx, 'orders.confirm');
  await ctx.db.transaction(async (tx) => {
    const { order, payment } = await lockLatest(tx, orderId, 'order_not_held');
    if (onlyOf && order.customerId !== onlyOf) throw new Refusal('not_found');
    if (!order.heldSince || payment.status !== 'INIT' || payment.sentAt) throw new Refusal('order_not_held');
    await act(tx, payment);
    if (ctx.actor.kind === 'staff') {
      await writeAudit(tx, ctx, { action, subjectId: orderId, detail: { payment: payment.id } });
    }
  });
}
