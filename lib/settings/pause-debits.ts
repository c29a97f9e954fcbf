/**
 * The one switch that stops all debits, and the same switch back. Whoever is at it only decides; each debit looks at the
 * switch in the transaction that would pin it.
 */
import { isNull, isNotNull, sql } from 'drizzle-orm';
import { merchantSettings } from '@/db/schema/settings';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId } from '@/lib/auth/actor';
import type { AccountContext } from '@/lib/auth/account-context';
import { requireRole } from '@/lib/auth/roles';

/** @returns false when they were paused before; then nothing changed */
export async function pauseDebits(ctx: AccountContext, input: { readonly reason: string }): Promise<boolean> {
  requireRole(ctx, 'debits.pause');
  return ctx.db.transaction(async (tx) => {
    const paused = await tx
      .update(merchantSettings)
      .set({ debitsPausedAt: ctx.now(), debitsPausedBy: actorId(ctx.actor), debitsPausedReason: input.reason })
      .where(isNull(merchantSettings.debitsPausedAt))
      .returning({ one: merchantSettings.one });
    if (paused.length === 0) return false;
    await writeAudit(tx, ctx, { action: 'debits.pause', subjectId: null, detail: { reason: input.reason } });
    return true;
  });
}

/**
 * Debits that waited are due at once.
 *
 * @returns false when nothing was paused
 */
export async function resumeDebits(ctx: AccountContext): Promise<boolean> {
  requireRole(ctx, 'debits.pause');
  return ctx.db.transaction(async (tx) => {
    const resumed = await tx
      .update(merchantSettings)
      .set({ debitsPausedAt: null, debitsPausedBy: null, debitsPausedReason: null })
      .where(isNotNull(merchantSettings.debitsPausedAt))
      .returning({ one: merchantSettings.one });
    if (resumed.length === 0) return false;
    await tx.execute(sql`select graphile_worker.reschedule_jobs(
      array(select id from graphile_worker.jobs where task_identifier = 'charge' and locked_at is null), run_at => now())`);
    await writeAudit(tx, ctx, { action: 'debits.resume', subjectId: null });
    return true;
  });
}
