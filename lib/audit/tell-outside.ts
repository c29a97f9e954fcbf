/**
 * Tells the merchant's own systems that a fact has become true: the event and the job that sends it, in the transaction of
 * the fact itself, so that neither can be without the other.
 *
 * One statement, which writes nothing while no endpoint has chosen this event. Knows no endpoint's address and no body: both
 * are read when the event is published.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { MAX_ATTEMPTS } from '@/db/queue';
import type { WebhookEvent } from '@/db/schema/webhooks';
import { newId } from '@/lib/kit/ids';

export interface Fact {
  readonly type: WebhookEvent;
  /** The order, refund or wallet it is a fact about. */
  readonly subjectId: string;
}

export async function tellOutside(tx: Database, ctx: { now(): Date }, fact: Fact): Promise<void> {
  const now = ctx.now();
  await tx.execute(sql`
    with told as (
      insert into webhook_events (id, type, subject_id, created_at)
      select ${newId('evt', now.getTime())}::text, ${fact.type}::text, ${fact.subjectId}::text, ${now.toISOString()}::timestamptz
      where exists (
        select from webhook_endpoints where removed_at is null and events @> ${JSON.stringify([fact.type])}::jsonb)
      returning id)
    select graphile_worker.add_job(identifier => 'publish_event', payload => json_build_object('eventId', told.id),
      job_key => 'publish:' || told.id, max_attempts => ${MAX_ATTEMPTS}::int) from told`);
}
