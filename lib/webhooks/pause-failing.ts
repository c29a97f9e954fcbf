/**
 * Keeps count of what does not get through to an endpoint, and pauses one that has taken nothing for a day, or that says it
 * is gone. Its deliveries rest; a person is told on the overview, mends it and resumes.
 */
import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { webhookEndpoints } from '@/db/schema/webhooks';
import { writeAudit } from '@/lib/audit/write-audit';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';

/** A receiver's bad night is slept over; after a day somebody must look. */
export const PAUSE_AFTER_MS = 24 * 3_600_000;
/** One event that a receiver cannot read is not an endpoint that fails. */
export const PAUSE_AFTER_FAILURES = 10;
/** Standard Webhooks: the endpoint is gone and wants nothing more. */
const GONE = 410;

export async function noteSuccess(tx: Database, endpointId: Id<'whe'>): Promise<void> {
  await tx
    .update(webhookEndpoints)
    .set({ failures: 0, failingSince: null })
    .where(and(eq(webhookEndpoints.id, endpointId), isNotNull(webhookEndpoints.failingSince)));
}

export async function noteFailure(
  tx: Database,
  ctx: Context,
  endpointId: Id<'whe'>,
  httpStatus: number | null,
): Promise<void> {
  const now = ctx.now();
  const [endpoint] = await tx
    .update(webhookEndpoints)
    .set({
      failures: sql`${webhookEndpoints.failures} + 1`,
      failingSince: sql`coalesce(${webhookEndpoints.failingSince}, ${now.toISOString()}::timestamptz)`,
    })
    .where(eq(webhookEndpoints.id, endpointId))
    .returning();
  if (!endpoint || endpoint.status === 'PAUSED' || endpoint.removedAt) return;
  const { failures, failingSince } = endpoint;
  const failsForLong = failingSince !== null && now.getTime() - failingSince.getTime() >= PAUSE_AFTER_MS;
  const isFailing = failsForLong && failures >= PAUSE_AFTER_FAILURES;
  if (!isFailing && httpStatus !== GONE) return;
  const reason = isFailing ? 'failing' : 'gone';
  await tx
    .update(webhookEndpoints)
    .set({ status: 'PAUSED', pausedAt: now, pausedReason: reason, updatedAt: now })
    .where(and(eq(webhookEndpoints.id, endpointId), eq(webhookEndpoints.status, 'ACTIVE')));
  await writeAudit(tx, ctx, { action: 'webhooks.pause', subjectId: endpointId, detail: { reason, failures } });
  ctx.log.error({ endpoint: endpointId, reason, failures }, 'a webhook endpoint was paused');
}
