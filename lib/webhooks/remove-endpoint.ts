/**
 * Removes an endpoint: its secrets are wiped, what waited for it is given up, and nothing more is sent there. What it was
 * told stays as history.
 */
import { and, eq } from 'drizzle-orm';
import { webhookDeliveries, webhookEndpoints } from '@/db/schema/webhooks';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { lockEndpoint } from './lock-endpoint';

/** No sealed value; it opens nowhere. */
const WIPED = '';

/** @throws Refusal `not_allowed`, `not_found` */
export async function removeWebhookEndpoint(ctx: Context, endpointId: Id<'whe'>): Promise<void> {
  requireRole(ctx, 'webhooks.manage');
  await ctx.db.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId);
    const now = ctx.now();
    await tx
      .update(webhookEndpoints)
      .set({
        removedAt: now,
        secretSealed: WIPED,
        previousSecretSealed: null,
        previousSecretUntil: null,
        updatedAt: now,
      })
      .where(eq(webhookEndpoints.id, endpointId));
    const givenUp = await tx
      .update(webhookDeliveries)
      .set({
        status: 'FAILED',
        lastProblem: 'endpoint_removed',
        nextAttemptAt: null,
        resolvedAt: now,
        updatedAt: now,
      })
      .where(and(eq(webhookDeliveries.endpointId, endpointId), eq(webhookDeliveries.status, 'PENDING')))
      .returning({ id: webhookDeliveries.id });
    const detail = { host: new URL(endpoint.url).host, givenUp: givenUp.length };
    await writeAudit(tx, ctx, { action: 'webhooks.remove', subjectId: endpointId, detail });
  });
}
