/**
 * Pauses an endpoint and resumes it. While it is paused its events are kept and rest; resumed, all of them go on, each
 * with three days of its own.
 */
import { and, asc, eq, gt, not, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { webhookDeliveries, webhookEndpoints } from '@/db/schema/webhooks';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { lockEndpoint } from './lock-endpoint';
import { queueDelivery } from './queue-delivery';
import { GIVE_UP_AFTER_MS } from './schedule';
import { endpointStates } from './states';

/** Of one step; a row and a job each, well within a statement's time. */
const BATCH = 200;

/** Asked twice it is asked once. @throws Refusal `not_allowed`, `not_found` */
export async function pauseWebhookEndpoint(ctx: Context, endpointId: Id<'whe'>): Promise<void> {
  requireRole(ctx, 'webhooks.manage');
  await ctx.db.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId);
    const status = endpointStates.next(endpoint.status, 'paused');
    if (!status) return;
    const now = ctx.now();
    await tx
      .update(webhookEndpoints)
      .set({ status, pausedAt: now, pausedReason: 'by_hand', updatedAt: now })
      .where(eq(webhookEndpoints.id, endpointId));
    await writeAudit(tx, ctx, { action: 'webhooks.pause', subjectId: endpointId, detail: { reason: 'by_hand' } });
  });
}

/** Asked twice it is asked once. @throws Refusal `not_allowed`, `not_found` */
export async function resumeWebhookEndpoint(ctx: Context, endpointId: Id<'whe'>): Promise<void> {
  requireRole(ctx, 'webhooks.manage');
  await ctx.db.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId);
    const status = endpointStates.next(endpoint.status, 'resumed');
    if (!status) return;
    await tx
      .update(webhookEndpoints)
      .set({
        status,
        pausedAt: null,
        pausedReason: null,
        failingSince: null,
        failures: 0,
        updatedAt: ctx.now(),
      })
      .where(eq(webhookEndpoints.id, endpointId));
    await writeAudit(tx, ctx, { action: 'webhooks.resume', subjectId: endpointId });
    await addJob(tx, 'resume_deliveries', { endpointId }, { key: `resume:${endpointId}` });
  });
}

export type Resumed = { readonly queued: number } | 'paused_again';

/** One batch of what waits, oldest first; queues the next one with it. What is being sent this moment is left alone. */
export async function resumeDeliveries(ctx: Context, endpointId: Id<'whe'>, after?: Id<'dlv'>): Promise<Resumed> {
  return ctx.db.transaction(async (tx) => {
    const [endpoint] = await tx.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, endpointId)).for('share');
    if (endpoint?.status !== 'ACTIVE' || endpoint.removedAt) return 'paused_again';
    const waiting = await findWaiting(tx, endpointId, after);
    const now = ctx.now();
    const giveUpAt = new Date(now.getTime() + GIVE_UP_AFTER_MS);
    for (const delivery of waiting) {
      await tx
        .update(webhookDeliveries)
        .set({ nextAttemptAt: now, giveUpAt, updatedAt: now })
        .where(eq(webhookDeliveries.id, delivery.id));
      await queueDelivery(tx, delivery);
    }
    const last = waiting.at(-1);
    if (last && waiting.length === BATCH) {
      await addJob(tx, 'resume_deliveries', { endpointId, after: last.id }, { key: `resume:${endpointId}` });
    }
    return { queued: waiting.length };
  });
}

function findWaiting(tx: Database, endpointId: Id<'whe'>, after: Id<'dlv'> | undefined) {
  // Between its first byte and its answer a delivery has no next attempt, but the job that would take over.
  const isBeingSent = sql`(${webhookDeliveries.nextAttemptAt} is null and exists (
    select from graphile_worker.jobs j where j.key = 'deliver:' || ${webhookDeliveries.id} and j.locked_at is null))`;
  return tx
    .select({ id: webhookDeliveries.id, endpointId: webhookDeliveries.endpointId })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.endpointId, endpointId),
        eq(webhookDeliveries.status, 'PENDING'),
        after === undefined ? undefined : gt(webhookDeliveries.id, after),
        not(isBeingSent),
      ),
    )
    .orderBy(asc(webhookDeliveries.id))
    .limit(BATCH)
    .for('update');
}
