/**
 * Sends again by hand: one delivery, or all of an endpoint within a time. The same bytes under the same event id, whatever
 * became of them before, with three days of their own. A range is worked off by a job, a batch at a time.
 */
import { and, asc, eq, gt, gte, lte } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob, type ResendRange } from '@/db/queue';
import { webhookDeliveries, webhookEndpoints, type DeliveryStatus } from '@/db/schema/webhooks';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId } from '@/lib/auth/actor';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import type { ResendRangeInput } from './input';
import { lockEndpoint, type Endpoint } from './lock-endpoint';
import { queueDelivery } from './queue-delivery';
import { GIVE_UP_AFTER_MS } from './schedule';
import { deliveryStates } from './states';

type Delivery = typeof webhookDeliveries.$inferSelect;

/** Of one step; a row and a job each, well within a statement's time. */
const BATCH = 200;

/** @throws Refusal `not_allowed`, `not_found`, `delivery_not_resendable` */
export async function resendDelivery(ctx: Context, deliveryId: Id<'dlv'>): Promise<void> {
  requireRole(ctx, 'webhooks.resend');
  await ctx.db.transaction(async (tx) => {
    const [known] = await tx
      .select({ endpointId: webhookDeliveries.endpointId })
      .from(webhookDeliveries)
      .where(eq(webhookDeliveries.id, deliveryId));
    if (!known) throw new Refusal('not_found');
    requireReceiving(await shareEndpoint(tx, known.endpointId));
    const [delivery] = await tx
      .select()
      .from(webhookDeliveries)
      .where(eq(webhookDeliveries.id, deliveryId))
      .for('update');
    await sendAgain(tx, ctx, delivery!, actorId(ctx.actor));
    const detail = { endpoint: known.endpointId, event: delivery!.eventId };
    await writeAudit(tx, ctx, { action: 'webhooks.resend', subjectId: deliveryId, detail });
  });
}

/** Answers at once; the deliveries follow. @throws Refusal `not_allowed`, `not_found`, `delivery_not_resendable` */
export async function resendRange(
  ctx: Context,
  input: ResendRangeInput & { readonly endpointId: Id<'whe'> },
): Promise<void> {
  requireRole(ctx, 'webhooks.resend');
  const { endpointId, from, to, status } = input;
  await ctx.db.transaction(async (tx) => {
    requireReceiving(await lockEndpoint(tx, endpointId));
    const askedBy = actorId(ctx.actor);
    // What is queued from now on is not asked for, and a batch must not meet its own work again.
    const until = new Date(Math.min(new Date(to).getTime(), ctx.now().getTime())).toISOString();
    const range: ResendRange = { endpointId, from, to: until, askedBy, ...(status && { status }) };
    await addJob(tx, 'resend_deliveries', range);
    const detail = { from, to, status: status ?? null };
    await writeAudit(tx, ctx, { action: 'webhooks.resend_range', subjectId: endpointId, detail });
  });
}

export type RangeSent = { readonly queued: number } | 'not_receiving';

/** One batch of a range, oldest first; queues the next one with it. */
export async function resendDeliveries(ctx: Context, range: ResendRange): Promise<RangeSent> {
  const endpointId = range.endpointId as Id<'whe'>;
  return ctx.db.transaction(async (tx) => {
    const endpoint = await shareEndpoint(tx, endpointId);
    if (!endpoint || whyNotReceiving(endpoint)) return 'not_receiving';
    const found = await tx
      .select()
      .from(webhookDeliveries)
      .where(
        and(
          eq(webhookDeliveries.endpointId, endpointId),
          gte(webhookDeliveries.createdAt, new Date(range.from)),
          lte(webhookDeliveries.createdAt, new Date(range.to)),
          // Ids are in the order of their birth.
          range.after === undefined ? undefined : gt(webhookDeliveries.id, range.after as Id<'dlv'>),
          range.status === undefined ? undefined : eq(webhookDeliveries.status, range.status as DeliveryStatus),
        ),
      )
      .orderBy(asc(webhookDeliveries.createdAt), asc(webhookDeliveries.id))
      .limit(BATCH)
      .for('update');
    for (const delivery of found) await sendAgain(tx, ctx, delivery, range.askedBy);
    const last = found.at(-1);
    if (last && found.length === BATCH) {
      const rest = { ...range, from: last.createdAt.toISOString(), after: last.id };
      await addJob(tx, 'resend_deliveries', rest);
    }
    return { queued: found.length };
  });
}

async function sendAgain(tx: Database, ctx: Context, delivery: Delivery, askedBy: string): Promise<void> {
  const status = deliveryStates.next(delivery.status, 'sent_again');
  if (!status) return;
  const now = ctx.now();
  await tx
    .update(webhookDeliveries)
    .set({
      status,
      attempts: 0,
      nextAttemptAt: now,
      giveUpAt: new Date(now.getTime() + GIVE_UP_AFTER_MS),
      resolvedAt: null,
      updatedAt: now,
    })
    .where(eq(webhookDeliveries.id, delivery.id));
  await queueDelivery(tx, delivery, {}, askedBy);
}

async function shareEndpoint(tx: Database, id: Id<'whe'>): Promise<Endpoint | undefined> {
  const [endpoint] = await tx.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).for('share');
  return endpoint;
}

/** @throws Refusal `delivery_not_resendable` */
function requireReceiving(endpoint: Endpoint | undefined): void {
  if (!endpoint) throw new Refusal('not_found');
  const why = whyNotReceiving(endpoint);
  if (why) throw new Refusal('delivery_not_resendable', {}, why);
}

function whyNotReceiving({ status, removedAt }: Endpoint): string | null {
  if (removedAt) return 'The endpoint was removed.';
  return status === 'PAUSED' ? 'The endpoint is paused; resume it first.' : null;
}
