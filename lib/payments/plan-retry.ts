/**
 * After a final failure: writes down when the policy tries again, with the job that does. Whatever else happens to the order
 * meanwhile (a person's retry, a cancel) makes that job find nothing to do.
 */
import { eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { orders } from '@/db/schema/orders';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { readMerchantSettings } from '@/lib/settings/read-settings';
import { planRetry } from './retry-policy';

export async function planNextRetry(tx: Database, ctx: Context, orderId: Id<'ord'>, code: string): Promise<void> {
  const [order] = await tx.select({ retries: orders.policyRetries }).from(orders).where(eq(orders.id, orderId));
  const { retryAfterHours } = await readMerchantSettings(tx);
  const at = planRetry({ code, at: ctx.now() }, order?.retries ?? 0, retryAfterHours);
  await tx.update(orders).set({ nextRetryAt: at }).where(eq(orders.id, orderId));
  if (at) await addJob(tx, 'retry_order', { orderId }, { key: `retry:${orderId}`, runAt: at });
}
