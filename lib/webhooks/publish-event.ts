/**
 * Publishes a fact: writes the bytes that every endpoint is sent, once, and one delivery for each endpoint that chose this
 * event. Done twice it is done once.
 *
 * What an event says of its subject is what the REST API says of it at this moment.
 */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import {
  webhookDeliveries,
  webhookEndpoints,
  webhookEvents,
  type SentEvent,
  type WebhookEvent,
} from '@/db/schema/webhooks';
import { findApiOrder, findApiRefund, findApiWallet } from '@/lib/api/views';
import type { Context } from '@/lib/context';
import { assertNever } from '@/lib/kit/assert-never';
import { newId, type Id } from '@/lib/kit/ids';
import { queueDelivery } from './queue-delivery';
import { GIVE_UP_AFTER_MS } from './schedule';

type Event = typeof webhookEvents.$inferSelect;
type Endpoint = typeof webhookEndpoints.$inferSelect;

export type Published = { readonly deliveries: number } | 'published_before';

export async function publishEvent(ctx: Context, eventId: Id<'evt'>): Promise<Published> {
  return ctx.db.transaction(async (tx) => {
    const [event] = await tx.select().from(webhookEvents).where(eq(webhookEvents.id, eventId)).for('update');
    if (!event) throw new Error(`there is no event ${eventId}`);
    if (event.body !== null) return 'published_before';
    const body = await composeBody(tx, event);
    await tx.update(webhookEvents).set({ body }).where(eq(webhookEvents.id, eventId));
    const endpoints = await findChosen(tx, event);
    for (const endpoint of endpoints) await addDelivery(tx, ctx, event, endpoint);
    return { deliveries: endpoints.length };
  });
}

/** Shared, so that whoever pauses or resumes one meanwhile sees the delivery, or is seen here. */
async function findChosen(tx: Database, { type, subjectId }: Event): Promise<Endpoint[]> {
  const chose =
    type === 'endpoint.test'
      ? eq(webhookEndpoints.id, subjectId as Id<'whe'>)
      : sql`${webhookEndpoints.events} @> ${JSON.stringify([type])}::jsonb`;
  return tx
    .select()
    .from(webhookEndpoints)
    .where(and(isNull(webhookEndpoints.removedAt), chose))
    .orderBy(asc(webhookEndpoints.id))
    .for('share');
}

async function addDelivery(tx: Database, ctx: Context, event: Event, endpoint: Endpoint): Promise<void> {
  const now = ctx.now();
  const rests = endpoint.status === 'PAUSED';
  const delivery = { id: newId('dlv', now.getTime()), endpointId: endpoint.id };
  await tx.insert(webhookDeliveries).values({
    ...delivery,
    eventId: event.id,
    status: 'PENDING',
    nextAttemptAt: rests ? null : now,
    giveUpAt: new Date(now.getTime() + GIVE_UP_AFTER_MS),
    createdAt: now,
    updatedAt: now,
  });
  if (!rests) await queueDelivery(tx, delivery);
}

async function composeBody(tx: Database, { type, createdAt, subjectId }: Event): Promise<string> {
  const data = type === 'endpoint.test' ? { endpointId: subjectId } : await readSubject(tx, type, subjectId);
  if (!data) throw new Error(`the subject ${subjectId} of ${type} is not there`);
  return JSON.stringify({ type, timestamp: createdAt.toISOString(), data });
}

const NOUNS = {
  'order.succeeded': 'order',
  'order.failed': 'order',
  'order.cancelled': 'order',
  'refund.succeeded': 'refund',
  'refund.failed': 'refund',
  'wallet.linked': 'wallet',
  'wallet.needs_relink': 'wallet',
  'wallet.revoked': 'wallet',
} as const satisfies Record<Exclude<SentEvent, 'endpoint.test'>, string>;

function readSubject(tx: Database, type: WebhookEvent, id: string): Promise<object | null> {
  const noun = NOUNS[type];
  switch (noun) {
    case 'order':
      return findApiOrder(tx, id as Id<'ord'>);
    case 'refund':
      return findApiRefund(tx, id as Id<'ref'>);
    case 'wallet':
      return findApiWallet(tx, id as Id<'wal'>);
    default:
      return assertNever(noun);
  }
}
