/**
 * What staff and keys see of webhooks: endpoints, what was sent to them, and every attempt with its answer. JSON-safe, and
 * never a secret.
 */
import { and, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { newestFirst, olderThan } from '@/db/newest-first';
import {
  webhookAttempts,
  webhookDeliveries,
  webhookEndpoints,
  webhookEvents,
  type DeliveryStatus,
  type EndpointStatus,
  type SentEvent,
  type WebhookEvent,
} from '@/db/schema/webhooks';
import { users } from '@/db/schema/users';
import { isAllowed, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { isId, type Id } from '@/lib/kit/ids';
import { decodeCursor, pageOf, placeOfView, type Page } from '@/lib/kit/page';
import { WAITING_SHOWN_MAX } from './bounds';

export interface WebhookEndpointView {
  readonly id: Id<'whe'>;
  readonly url: string;
  readonly description: string;
  readonly events: WebhookEvent[];
  readonly status: EndpointStatus;
  readonly pausedAt: string | null;
  /** `by_hand`, `failing` or `gone`. */
  readonly pausedReason: string | null;
  /** Since when nothing has got through; null after each success. */
  readonly failingSince: string | null;
  readonly failures: number;
  /** How many events wait to get through; counted up to a bound. */
  readonly waiting: number;
  /** Until then the secret before the last rotation signs as well; real time. */
  readonly previousSecretUntil: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface WebhookDeliveryView {
  readonly id: Id<'dlv'>;
  readonly endpointId: Id<'whe'>;
  readonly eventId: Id<'evt'>;
  readonly type: SentEvent;
  readonly subjectId: string;
  readonly status: DeliveryStatus;
  /** Since it was queued, or last sent again by hand. */
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly giveUpAt: string;
  readonly lastHttpStatus: number | null;
  readonly lastProblem: string | null;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
}

export interface WebhookAttemptView {
  readonly id: string;
  /** Null for the timer; a person by name, a key by its id. */
  readonly askedBy: string | null;
  readonly at: string;
  readonly durationMs: number;
  readonly httpStatus: number | null;
  readonly problem: string | null;
  readonly answer: string | null;
}

export interface WebhookDeliveryDetail extends WebhookDeliveryView {
  readonly endpoint: { readonly url: string; readonly status: EndpointStatus; readonly removed: boolean };
  /** The bytes that are sent. */
  readonly body: string;
  /** The newest first, up to a bound. */
  readonly tries: WebhookAttemptView[];
  readonly acts: { readonly resend: boolean };
}

/** Of one delivery; a delivery has some fifteen, unless it is sent again by hand many times. */
const ATTEMPTS_SHOWN_MAX = 100;
const PAGE_SIZE = 50;

// The table is named by hand: as a column, its `id` would be read as the inner table's.
const waiting = sql<number>`(select count(*)::int from (
  select from webhook_deliveries d where d.endpoint_id = webhook_endpoints.id and d.status = 'PENDING'
  limit ${WAITING_SHOWN_MAX}) counted)`;

export interface EndpointFilter {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Newest first; removed ones are history. */
export async function listWebhookEndpoints(
  ctx: Context,
  { cursor, limit = PAGE_SIZE }: EndpointFilter = {},
): Promise<Page<WebhookEndpointView>> {
  requireRole(ctx, 'webhooks.read');
  const rows = await selectEndpoints(
    ctx,
    [
      isNull(webhookEndpoints.removedAt),
      olderThan(webhookEndpoints.createdAt, webhookEndpoints.id, decodeCursor(cursor)),
    ],
    limit + 1,
  );
  return pageOf(rows, limit, placeOfView);
}

/** @throws Refusal `not_found` */
export async function readWebhookEndpoint(ctx: Context, id: string): Promise<WebhookEndpointView> {
  requireRole(ctx, 'webhooks.read');
  if (!isId('whe', id)) throw new Refusal('not_found');
  const [row] = await selectEndpoints(ctx, [isNull(webhookEndpoints.removedAt), eq(webhookEndpoints.id, id)], 1);
  if (!row) throw new Refusal('not_found');
  return row;
}

async function selectEndpoints(
  ctx: Context,
  conditions: (SQL | undefined | null)[],
  limit: number,
): Promise<WebhookEndpointView[]> {
  const rows = await ctx.db
    .select({
      id: webhookEndpoints.id,
      url: webhookEndpoints.url,
      description: webhookEndpoints.description,
      events: webhookEndpoints.events,
      status: webhookEndpoints.status,
      pausedAt: webhookEndpoints.pausedAt,
      pausedReason: webhookEndpoints.pausedReason,
      failingSince: webhookEndpoints.failingSince,
      failures: webhookEndpoints.failures,
      waiting,
      previousSecretUntil: webhookEndpoints.previousSecretUntil,
      createdAt: webhookEndpoints.createdAt,
      updatedAt: webhookEndpoints.updatedAt,
    })
    .from(webhookEndpoints)
    .where(and(...conditions.map((condition) => condition ?? undefined)))
    .orderBy(newestFirst(webhookEndpoints.createdAt, webhookEndpoints.id))
    .limit(limit);
  const realNow = ctx.realNow();
  return rows.map((row) => ({
    ...row,
    pausedAt: row.pausedAt?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretUntil:
      row.previousSecretUntil && row.previousSecretUntil > realNow ? row.previousSecretUntil.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }));
}

export interface DeliveryFilter extends EndpointFilter {
  readonly endpointId?: Id<'whe'> | undefined;
  readonly status?: DeliveryStatus | undefined;
  readonly type?: SentEvent | undefined;
  /** What an order, refund or wallet was told about. */
  readonly subjectId?: string | undefined;
}

/** Newest first. */
export async function listWebhookDeliveries(ctx: Context, filter: DeliveryFilter): Promise<Page<WebhookDeliveryView>> {
  requireRole(ctx, 'webhooks.read');
  const { endpointId, status, type, subjectId, cursor, limit = PAGE_SIZE } = filter;
  const rows = await selectDeliveries(
    ctx,
    [
      endpointId && eq(webhookDeliveries.endpointId, endpointId),
      status && eq(webhookDeliveries.status, status),
      type && eq(webhookEvents.type, type),
      subjectId && eq(webhookEvents.subjectId, subjectId),
      olderThan(webhookDeliveries.createdAt, webhookDeliveries.id, decodeCursor(cursor)),
    ],
    limit + 1,
  );
  return pageOf(rows, limit, placeOfView);
}

async function selectDeliveries(
  ctx: Context,
  conditions: (SQL | undefined | null | '')[],
  limit: number,
): Promise<WebhookDeliveryView[]> {
  const rows = await ctx.db
    .select({ delivery: webhookDeliveries, type: webhookEvents.type, subjectId: webhookEvents.subjectId })
    .from(webhookDeliveries)
    .innerJoin(webhookEvents, eq(webhookEvents.id, webhookDeliveries.eventId))
    .where(and(...conditions.map((condition) => condition || undefined)))
    .orderBy(newestFirst(webhookDeliveries.createdAt, webhookDeliveries.id))
    .limit(limit);
  return rows.map(({ delivery, type, subjectId }) => ({
    id: delivery.id,
    endpointId: delivery.endpointId,
    eventId: delivery.eventId,
    type,
    subjectId,
    status: delivery.status,
    attempts: delivery.attempts,
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    giveUpAt: delivery.giveUpAt.toISOString(),
    lastHttpStatus: delivery.lastHttpStatus,
    lastProblem: delivery.lastProblem,
    createdAt: delivery.createdAt.toISOString(),
    resolvedAt: delivery.resolvedAt?.toISOString() ?? null,
  }));
}

/** @throws Refusal `not_found` */
export async function readWebhookDelivery(ctx: Context, id: string): Promise<WebhookDeliveryDetail> {
  requireRole(ctx, 'webhooks.read');
  if (!isId('dlv', id)) throw new Refusal('not_found');
  const [view] = await selectDeliveries(ctx, [eq(webhookDeliveries.id, id)], 1);
  if (!view) throw new Refusal('not_found');
  const [[endpoint], [event], tries] = await Promise.all([
    ctx.db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, view.endpointId)),
    ctx.db.select({ body: webhookEvents.body }).from(webhookEvents).where(eq(webhookEvents.id, view.eventId)),
    readAttempts(ctx, id),
  ]);
  const { url, status, removedAt } = endpoint!;
  return {
    ...view,
    endpoint: { url, status, removed: removedAt !== null },
    body: event!.body ?? '',
    tries,
    acts: { resend: isAllowed(ctx.actor, 'webhooks.resend') && status === 'ACTIVE' && removedAt === null },
  };
}

async function readAttempts(ctx: Context, deliveryId: Id<'dlv'>): Promise<WebhookAttemptView[]> {
  const rows = await ctx.db
    .select()
    .from(webhookAttempts)
    .where(eq(webhookAttempts.deliveryId, deliveryId))
    .orderBy(desc(webhookAttempts.id))
    .limit(ATTEMPTS_SHOWN_MAX);
  const names = await readNames(
    ctx,
    rows.map(({ askedBy }) => askedBy),
  );
  return rows.map(({ id, askedBy, at, durationMs, httpStatus, problem, answer }) => ({
    id: id.toString(),
    askedBy: askedBy === 'timer' ? null : (names.get(askedBy) ?? askedBy),
    at: at.toISOString(),
    durationMs,
    httpStatus,
    problem,
    answer,
  }));
}

async function readNames(ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const people = ids.filter((id) => isId('usr', id));
  if (people.length === 0) return new Map();
  const rows = await ctx.db.select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, people));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
