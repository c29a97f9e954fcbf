/**
 * Sends an event to an endpoint, under the event's own id, until it gets through or three days are over.
 *
 * Reserve, call, record: the attempt is written down and the job that would take over is queued before the first byte
 * leaves, so that a worker's death in between loses nothing. It may then arrive twice; the id is the same, and receivers
 * keep one of each.
 */
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { removeJob } from '@/db/queue';
import { webhookAttempts, webhookDeliveries, webhookEndpoints, webhookEvents } from '@/db/schema/webhooks';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { signedHeaders } from './endpoint-secret';
import { noteFailure, noteSuccess } from './pause-failing';
import { jobKey, queueDelivery } from './queue-delivery';
import { nextAttemptAt, TAKE_OVER_GAP_MS } from './schedule';
import { sendWebhook, type Sent, type WebhookMessage } from './send-webhook';

type Delivery = typeof webhookDeliveries.$inferSelect;
export type DeliveryDone = 'settled' | 'rests' | 'delivered' | 'going_on' | 'given_up';

/** Who asked for an attempt that nobody asked for. */
const TIMER = 'timer';
/** Stands in an attempt from before its first byte until its answer is written down. */
const INTERRUPTED = 'interrupted';

export async function deliverWebhook(
  ctx: Context,
  deliveryId: Id<'dlv'>,
  askedBy: string = TIMER,
): Promise<DeliveryDone> {
  // Reserve.
  const reserved = await reserveAttempt(ctx, deliveryId, askedBy);
  if (reserved === 'settled' || reserved === 'rests') return reserved;

  // Call.
  const sent = await sendWebhook(reserved.message, { mode: ctx.settings.mode });

  // Record.
  return recordAttempt(ctx, reserved, sent);
}

interface Reserved {
  readonly attemptId: bigint;
  readonly delivery: Delivery;
  readonly message: WebhookMessage;
}

/** The endpoint first: everybody locks in this order. */
async function reserveAttempt(
  ctx: Context,
  deliveryId: Id<'dlv'>,
  askedBy: string,
): Promise<Reserved | 'settled' | 'rests'> {
  return ctx.db.transaction(async (tx) => {
    const endpoint = await shareEndpoint(tx, deliveryId);
    const delivery = await lockDelivery(tx, deliveryId);
    if (!endpoint || !delivery || delivery.status !== 'PENDING') return 'settled';
    const now = ctx.now();
    if (endpoint.removedAt) {
      await giveUp(tx, ctx, delivery, 'endpoint_removed');
      return 'settled';
    }
    if (endpoint.status === 'PAUSED') {
      await tx
        .update(webhookDeliveries)
        .set({ nextAttemptAt: null, updatedAt: now })
        .where(eq(webhookDeliveries.id, deliveryId));
      return 'rests';
    }
    const [event] = await tx
      .select({ body: webhookEvents.body })
      .from(webhookEvents)
      .where(eq(webhookEvents.id, delivery.eventId));
    const body = event?.body;
    if (!body) throw new Error(`delivery ${deliveryId} is of an event that was not written`);
    const realAt = ctx.realNow();
    const headers = signedHeaders(ctx.sealer, endpoint, { eventId: delivery.eventId, body, realAt });
    const [attempt] = await tx
      .insert(webhookAttempts)
      .values({ deliveryId, askedBy, at: now, durationMs: 0, problem: INTERRUPTED })
      .returning({ id: webhookAttempts.id });
    const attempts = delivery.attempts + 1;
    await tx
      .update(webhookDeliveries)
      .set({ attempts, nextAttemptAt: null, updatedAt: now })
      .where(eq(webhookDeliveries.id, deliveryId));
    // Real time: it is about how long a call may take, whatever a demo's clock does.
    await queueDelivery(tx, delivery, { realRunAt: new Date(realAt.getTime() + TAKE_OVER_GAP_MS) });
    return {
      attemptId: attempt!.id,
      delivery: { ...delivery, attempts },
      message: { url: endpoint.url, headers, body },
    };
  });
}

async function shareEndpoint(tx: Database, deliveryId: Id<'dlv'>) {
  const [known] = await tx
    .select({ endpointId: webhookDeliveries.endpointId })
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.id, deliveryId));
  if (!known) return undefined;
  const [endpoint] = await tx
    .select()
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.id, known.endpointId))
    .for('share');
  return endpoint;
}

async function lockDelivery(tx: Database, id: Id<'dlv'>): Promise<Delivery | undefined> {
  const [delivery] = await tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id)).for('update');
  return delivery;
}

async function recordAttempt(ctx: Context, reserved: Reserved, sent: Sent): Promise<DeliveryDone> {
  const { attemptId, delivery } = reserved;
  const { problem, httpStatus, answer, durationMs } = sent;
  return ctx.db.transaction(async (tx) => {
    await tx
      .update(webhookAttempts)
      .set({ problem, httpStatus, answer, durationMs })
      .where(eq(webhookAttempts.id, attemptId));
    if (problem === null) {
      await noteSuccess(tx, delivery.endpointId);
      return settle(tx, ctx, delivery, httpStatus);
    }
    ctx.log.warn(
      { delivery: delivery.id, endpoint: delivery.endpointId, problem, httpStatus },
      'an event did not arrive',
    );
    await noteFailure(tx, ctx, delivery.endpointId, httpStatus);
    const now = await lockDelivery(tx, delivery.id);
    // Given to somebody else meanwhile, or done by them.
    if (now?.status !== 'PENDING' || (await latestAttempt(tx, delivery.id)) !== attemptId) return 'settled';
    // Sent again by hand while this attempt was under way: that one is queued, and counts anew.
    if (now.attempts !== delivery.attempts) return 'settled';
    return goOn(tx, ctx, now, sent);
  });
}

/** A yes counts whenever it comes. */
async function settle(tx: Database, ctx: Context, { id }: Delivery, httpStatus: number | null): Promise<DeliveryDone> {
  const now = ctx.now();
  const moved = await tx
    .update(webhookDeliveries)
    .set({
      status: 'DELIVERED',
      lastHttpStatus: httpStatus,
      lastProblem: null,
      nextAttemptAt: null,
      resolvedAt: now,
      updatedAt: now,
    })
    .where(and(eq(webhookDeliveries.id, id), inArray(webhookDeliveries.status, ['PENDING', 'FAILED'])))
    .returning({ id: webhookDeliveries.id });
  if (moved.length === 0) return 'settled';
  await removeJob(tx, jobKey(id));
  return 'delivered';
}

async function goOn(
  tx: Database,
  ctx: Context,
  delivery: Delivery,
  { problem, httpStatus }: Sent,
): Promise<DeliveryDone> {
  const runAt = nextAttemptAt(ctx.now(), delivery.attempts, delivery.giveUpAt);
  await tx
    .update(webhookDeliveries)
    .set({ lastHttpStatus: httpStatus, lastProblem: problem, nextAttemptAt: runAt, updatedAt: ctx.now() })
    .where(eq(webhookDeliveries.id, delivery.id));
  if (!runAt) {
    await giveUp(tx, ctx, delivery, problem);
    return 'given_up';
  }
  await queueDelivery(tx, delivery, { runAt });
  return 'going_on';
}

async function giveUp(tx: Database, ctx: Context, { id }: Delivery, problem: string | null): Promise<void> {
  const now = ctx.now();
  await tx
    .update(webhookDeliveries)
    .set({ status: 'FAILED', lastProblem: problem, nextAttemptAt: null, resolvedAt: now, updatedAt: now })
    .where(eq(webhookDeliveries.id, id));
  await removeJob(tx, jobKey(id));
}

async function latestAttempt(tx: Database, deliveryId: Id<'dlv'>): Promise<bigint | undefined> {
  const [latest] = await tx
    .select({ id: webhookAttempts.id })
    .from(webhookAttempts)
    .where(eq(webhookAttempts.deliveryId, deliveryId))
    .orderBy(desc(webhookAttempts.id))
    .limit(1);
  return latest?.id;
}
