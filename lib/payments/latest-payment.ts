/** The payment that an order shows: its latest attempt. */
import { desc, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { payments } from '@/db/schema/payments';
import type { Id } from '@/lib/kit/ids';

export async function latestPayment(
  tx: Database,
  orderId: Id<'ord'>,
  lock = false,
): Promise<typeof payments.$inferSelect | null> {
  const query = tx
    .select()
    .from(payments)
    .where(eq(payments.orderId, orderId))
    .orderBy(desc(payments.attempt))
    .limit(1);
  const [row] = await (lock ? query.for('update') : query);
  return row ?? null;
}
