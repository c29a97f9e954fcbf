/**
 * Whether Alipay holds, or has held until it was refunded, the money of any attempt at an order. A late success is told of one
 * attempt while another is the latest; who has paid already is not debited once more.
 */
import { and, eq, or } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Database } from '@/db/client';
import { payments } from '@/db/schema/payments';
import type { Id } from '@/lib/kit/ids';

export async function isPaidByAny(tx: Database, orderId: Id<'ord'>): Promise<boolean> {
  return (await paidAttempts(tx, orderId).limit(1)).length > 0;
}

/** As a query, for a condition of another statement. */
export function paidAttempts(db: Database, orderId: Id<'ord'>) {
  const isPaid = or(eq(paid.status, 'SUCCESS'), eq(paid.gatewayStatus, 'SUCCESS'));
  return db
    .select({ id: paid.id })
    .from(paid)
    .where(and(eq(paid.orderId, orderId), isPaid));
}

/** The statement around it may be about payments itself. */
const paid = alias(payments, 'paid');
