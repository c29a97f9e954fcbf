/**
 * A person who has mended the configuration need not wait for the next probe.
 */
import { eq, isNull } from 'drizzle-orm';
import { addJob } from '@/db/queue';
import { configurationStops } from '@/db/schema/configuration';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';

/** @returns false when debits are not stopped any more */
export async function probeNow(ctx: Context): Promise<boolean> {
  requireRole(ctx, 'configuration.probe');
  return ctx.db.transaction(async (tx) => {
    const [stop] = await tx
      .select()
      .from(configurationStops)
      .where(isNull(configurationStops.resolvedAt))
      .for('update');
    if (!stop) return false;
    await addJob(tx, 'probe_configuration', {}, { key: 'probe_configuration' });
    await tx
      .update(configurationStops)
      .set({ nextProbeRealAt: ctx.realNow() })
      .where(eq(configurationStops.id, stop.id));
    await writeAudit(tx, ctx, { action: 'configuration.probe', subjectId: stop.id, detail: { code: stop.code } });
    return true;
  });
}
