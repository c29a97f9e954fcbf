/**
 * Tells the merchant's systems what an order has become, in the transaction that made it so. An order that is tried again
 * is told again when that attempt ends.
 */
import type { Database } from '@/db/client';
import type { PaymentStatus } from '@/db/schema/orders';
import type { WebhookEvent } from '@/db/schema/webhooks';
import { tellOutside } from '@/lib/audit/tell-outside';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';

const EVENTS: Readonly<Record<Exclude<PaymentStatus, 'INIT'>, WebhookEvent>> = {
  SUCCESS: 'order.succeeded',
  FAIL: 'order.failed',
  CANCELLED: 'order.cancelled',
};

export async function tellOrder(tx: Database, ctx: Context, orderId: Id<'ord'>, status: PaymentStatus): Promise<void> {
  if (status !== 'INIT') await tellOutside(tx, ctx, { type: EVENTS[status], subjectId: orderId });
}
