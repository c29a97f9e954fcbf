/**
 * Tells the merchant's own systems that a fact has become true: the event and the job that sends it, in the transaction of
 * the fact itself, so that neither can be without the other.
 *
 * While no endpoint has chosen this event it is one small statement, since every debit passes here. Knows no endpoint's
 * address and no body: both are read when the event is published.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { webhookEvents, type WebhookEvent } from '@/db/schema/webhooks';
import { newId } from '@/lib/kit/ids';

export interface Fact {
  readonly type: WebhookEvent;
  /** The order, refund or wallet it is a fact about. */
  readonly subjectId: string;
}

export async function tellOutside(tx: Database, ctx: { now(): Date }, { type, subjectId }: Fact): Promise<void> {
  const chosen = await tx.execute(sql`
    select from webhook_endpoints where removed_at is null and events @> ${JSON.stringify([type])}::jsonb limit 1`);
  if (chosen.length === 0) return;
  const createdAt = ctx.now();
  const eventId = newId('evt', createdAt.getTime());
  await tx.insert(webhookEvents).values({ id: eventId, type, subjectId, createdAt });
  await addJob(tx, 'publish_event', { eventId }, { key: `publish:${eventId}` });
}
