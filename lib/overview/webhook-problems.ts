/**
 * Endpoints of the merchant's own systems that were paused because nothing got through. One that a person paused is no
 * problem: somebody knows.
 */
import { and, asc, inArray, isNull, sql } from 'drizzle-orm';
import { webhookEndpoints } from '@/db/schema/webhooks';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { WAITING_SHOWN_MAX } from '@/lib/webhooks/bounds';

export interface WebhookProblem {
  readonly id: Id<'whe'>;
  readonly kind: 'webhook_endpoint_paused';
  readonly since: string | null;
  /** How many events wait for it. */
  readonly count: number;
  /** Its host. */
  readonly note: string;
}

export async function readWebhookProblems(ctx: Context): Promise<WebhookProblem[]> {
  const rows = await ctx.db
    .select({
      id: webhookEndpoints.id,
      url: webhookEndpoints.url,
      since: sql<string | null>`coalesce(failing_since, paused_at)`,
      count: sql<number>`(select count(*)::int from (
        select from webhook_deliveries d where d.endpoint_id = webhook_endpoints.id and d.status = 'PENDING'
        limit ${WAITING_SHOWN_MAX}) counted)`,
    })
    .from(webhookEndpoints)
    .where(and(isNull(webhookEndpoints.removedAt), inArray(webhookEndpoints.pausedReason, ['failing', 'gone'])))
    .orderBy(asc(webhookEndpoints.pausedAt));
  return rows.map(({ id, url, since, count }) => ({
    id,
    kind: 'webhook_endpoint_paused',
    since: since === null ? null : new Date(since).toISOString(),
    count,
    note: new URL(url).host,
  }));
}
