/**
 * Whether new debits rest because Alipay refuses our configuration. Asked inside the transaction that would send one.
 */
import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { configurationStops } from '@/db/schema/configuration';

const open = and(eq(configurationStops.one, 1), isNull(configurationStops.resolvedAt));

/**
 * A stop that is found is held until the caller's transaction ends: whoever ends it meanwhile waits, and then also moves up
 * the job that the caller leaves waiting.
 */
export async function debitsStopped(tx: Database): Promise<boolean> {
  const found = await tx.select({ id: configurationStops.id }).from(configurationStops).where(open);
  if (found.length === 0) return false;
  const held = await tx.select({ id: configurationStops.id }).from(configurationStops).where(open).for('share');
  return held.length > 0;
}
