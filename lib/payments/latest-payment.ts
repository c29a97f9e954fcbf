/** The payment that an order shows: its latest attempt. */
import { desc, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { Refusal, type RefusalCode } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';

export async function latestPayment(tx: Database, orderId: Id<'ord'>): Promise<typeof payments.$inferSelect | null> {
  const [row] = await tx
    .select()
    .from(payments)
    .where(eq(payments.orderId, orderId))
    .orderBy(desc(payments.attempt))
    .limit(1);
  return row ?? null;
}

/**
 * Holds an order and its latest attempt until the transaction ends: the payment first, as everybody locks them.
 *
 * @param otherwise what is refused when somebody makes a further attempt at this very moment
 * @throws Refusal `not_found`, and the one given
 */
export async function lockLatest(
  tx: Database,
  orderId: Id<'ord'>,
  otherwise: RefusalCode,
): Promise<{ order: typeof orders.$inferSelect; payment: typeof payments.$inferSelect }> {
  const seen = await latestPayment(tx, orderId);
  if (!seen) throw new Refusal('not_found');
  const [payment] = await tx.select().from(payments).where(eq(payments.id, seen.id)).for('update');
  const [order] = await tx.select().from(orders).where(eq(orders.id, orderId)).for('update');
  if (!payment || !order) throw new Refusal('not_found');
  // Attempts are made with the order held, so that from here on this stays the latest.
  if ((await latestPayment(tx, orderId))?.id !== payment.id) throw new Refusal(otherwise);
  return { order, payment };
}
