/**
 * Applies a kept notification once more, by an operator's hand and through the same door as the first time. Applying is
 * idempotent: what is known already changes nothing.
 */
import { eq } from 'drizzle-orm';
import { notifications, type NotificationStatus } from '@/db/schema/notifications';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { applyNotification } from './apply';

export interface Replayed {
  readonly status: NotificationStatus;
  readonly outcome: string | null;
}

/** @throws Refusal `not_allowed`, `not_found` */
export async function replayNotification(ctx: Context, id: Id<'ntf'>): Promise<Replayed> {
  requireRole(ctx, 'notifications.replay');
  return ctx.db.transaction(async (tx) => {
    const [before] = await tx.select().from(notifications).where(eq(notifications.id, id)).for('update');
    if (!before) throw new Refusal('not_found');
    const outcome = await applyNotification({ ...ctx, db: tx }, id, { again: true });
    const [after] = await tx.select().from(notifications).where(eq(notifications.id, id));
    const detail = {
      kind: before.kind,
      from: before.status,
      was: before.outcome,
      to: after!.status,
      outcome,
    };
    await writeAudit(tx, ctx, { action: 'notifications.replay', subjectId: id, detail });
    return { status: after!.status, outcome };
  });
}
