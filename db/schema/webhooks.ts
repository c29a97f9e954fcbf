/**
 * What the merchant's own systems are told: endpoints, the facts that were told, one delivery per fact and endpoint, and
 * every attempt with its answer.
 */
import { sql } from 'drizzle-orm';
import { bigserial, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, moment, sealed } from './columns';

export const WEBHOOK_EVENTS = [
  'order.succeeded',
  'order.failed',
  'order.cancelled',
  'refund.succeeded',
  'refund.failed',
  'wallet.linked',
  'wallet.needs_relink',
  'wallet.revoked',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** What may be sent: the facts that can be chosen, and the one that is sent because somebody wants to see one arrive. */
export const SENT_EVENTS = [...WEBHOOK_EVENTS, 'endpoint.test'] as const;
export type SentEvent = (typeof SENT_EVENTS)[number];

export const ENDPOINT_STATUSES = ['ACTIVE', 'PAUSED'] as const;
export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number];
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: id<'whe'>().primaryKey(),
    url: text().notNull(),
    description: text().notNull().default(''),
    events: jsonb().$type<WebhookEvent[]>().notNull(),
    secretSealed: sealed().notNull(),
    /** Signs beside the new one after a rotation, until this moment of real time. */
    previousSecretSealed: sealed(),
    previousSecretUntil: moment(),
    status: text({ enum: ENDPOINT_STATUSES }).notNull(),
    pausedAt: moment(),
    /** `by_hand`, or `failing`: nothing got through for too long. */
    pausedReason: text(),
    /** Since when nothing has got through; null after each success. */
    failingSince: moment(),
    failures: integer().notNull().default(0),
    createdBy: text().notNull(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    /** Removed endpoints stay as the history of what was told. */
    removedAt: moment(),
  },
  (t) => [
    index('webhook_endpoints_newest').on(t.createdAt.desc(), t.id.desc()),
    check('webhook_endpoints_status', sql`${t.status} in ('ACTIVE','PAUSED')`),
    check('webhook_endpoints_url', sql`length(${t.url}) between 1 and 2000`),
    check('webhook_endpoints_paused', sql`(${t.status} = 'PAUSED') = (${t.pausedAt} is not null)`),
  ],
);

export const webhookEvents = pgTable(
  'webhook_events',
  {
    id: id<'evt'>().primaryKey(),
    type: text({ enum: SENT_EVENTS }).notNull(),
    /** The order, refund or wallet; the endpoint itself where it is tried. */
    subjectId: text().notNull(),
    /** The bytes that are sent, written once: every attempt and every re-send carries the same. Null until they are written. */
    body: text(),
    createdAt: moment().notNull(),
  },
  (t) => [
    index('webhook_events_newest').on(t.createdAt.desc(), t.id.desc()),
    index('webhook_events_subject').on(t.subjectId),
    index('webhook_events_unwritten')
      .on(t.createdAt)
      .where(sql`${t.body} is null`),
  ],
);

export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: id<'dlv'>().primaryKey(),
    eventId: id<'evt'>()
      .notNull()
      .references(() => webhookEvents.id),
    endpointId: id<'whe'>()
      .notNull()
      .references(() => webhookEndpoints.id),
    status: text({ enum: DELIVERY_STATUSES }).notNull(),
    /** How often it may have left since it was queued, or re-sent by hand. */
    attempts: integer().notNull().default(0),
    nextAttemptAt: moment(),
    /** Given up after this; three days after it was queued. */
    giveUpAt: moment().notNull(),
    lastHttpStatus: integer(),
    lastProblem: text(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    resolvedAt: moment(),
  },
  (t) => [
    uniqueIndex('webhook_deliveries_once').on(t.eventId, t.endpointId),
    index('webhook_deliveries_endpoint').on(t.endpointId, t.createdAt.desc(), t.id.desc()),
    index('webhook_deliveries_status').on(t.endpointId, t.status, t.createdAt.desc(), t.id.desc()),
    index('webhook_deliveries_newest').on(t.createdAt.desc(), t.id.desc()),
    index('webhook_deliveries_open')
      .on(t.nextAttemptAt)
      .where(sql`${t.status} = 'PENDING'`),
    check('webhook_deliveries_status', sql`${t.status} in ('PENDING','DELIVERED','FAILED')`),
    check('webhook_deliveries_final_has_moment', sql`(${t.status} = 'PENDING') = (${t.resolvedAt} is null)`),
  ],
);

export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    deliveryId: id<'dlv'>()
      .notNull()
      .references(() => webhookDeliveries.id),
    /** `timer`, or the id of who sent it again by hand. */
    askedBy: text().notNull(),
    at: moment().notNull(),
    durationMs: integer().notNull(),
    httpStatus: integer(),
    /** Why there was no answer, or none that counts. */
    problem: text(),
    /** The beginning of what was answered. */
    answer: text(),
  },
  (t) => [index('webhook_attempts_delivery').on(t.deliveryId, t.id)],
);
