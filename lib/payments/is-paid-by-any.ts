/**
 * Whether Alipay holds, or has held until it was refunded, the money of any attempt at an order. A late success is told of one
 * attempt while another is the latest; who has paid already is not debited once more.
 */
import { and, eq, or } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { payments } from '@/db/schema/payments';
import type { Id } from '@/lib/kit/ids';

export async function isPaidByAny(tx: Database, orderId: Id<'ord'>): Promise<boolean> {
  const isPaid = or(eq(payments.status, 'SUCCESS'), eq(payments.gatewayStatus, 'SUCCESS'));
  const rows = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.orderId, orderId), isPaid))
    .limit(1);
  return rows.length > 0;
}
