/**
 * Money going back: refunds (a part or all, several times) and cancels (all, within the window). The laws on their
 * sums stand in the database; see the migration that makes the trigger.
 */
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { currencyCode, id, minorUnits, moment } from './columns';
import { payments, RESOLVED_BY } from './payments';

export const REFUND_STATUSES = ['INIT', 'SUCCESS', 'FAIL'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

export const CANCEL_STATUSES = ['INIT', 'SUCCESS', 'FAIL'] as const;
export type CancelStatus = (typeof CANCEL_STATUSES)[number];

export const refunds = pgTable(
  'refunds',
  {
    id: id<'ref'>().primaryKey(),
    paymentId: id<'pay'>()
      .notNull()
      .references(() => payments.id),
    refundRequestId: text().notNull(),
    refundId: text(),
    currency: currencyCode().notNull(),
    amountMinor: minorUnits().notNull(),
    status: text({ enum: REFUND_STATUSES }).notNull(),
    reason: text(),
    failureCode: text(),
    failureMessage: text(),
    failureRetryable: boolean(),
    resolvedBy: text({ enum: RESOLVED_BY }),
    /** A user's id, `app`, or an API key's id: who asked. */
    requestedBy: text().notNull(),
    /** The form's own random value: a double click is one refund. */
    placementKey: text(),
    /** The failed refund that this one does again. */
    retryOf: id<'ref'>(),
    /** When the first byte may have left; null while certainly nothing did. */
    sentAt: moment(),
    sends: integer().notNull().default(0),
    inquiries: integer().notNull().default(0),
    lastInquiredAt: moment(),
    /** The gateway's word where it differs from ours after a final state. */
    gatewayStatus: text(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    resolvedAt: moment(),
  },
  (t) => [
    uniqueIndex('refunds_request_id').on(t.refundRequestId),
    uniqueIndex('refunds_placement').on(t.paymentId, t.placementKey),
    uniqueIndex('refunds_retried_once')
      .on(t.retryOf)
      .where(sql`${t.retryOf} is not null`),
    index('refunds_payment').on(t.paymentId),
    index('refunds_newest').on(t.createdAt.desc(), t.id.desc()),
    index('refunds_by_status').on(t.status, t.createdAt.desc(), t.id.desc()),
    index('refunds_open')
      .on(t.createdAt)
      .where(sql`${t.status} = 'INIT'`),
    check('refunds_final_has_moment', sql`(${t.status} = 'INIT') = (${t.resolvedAt} is null)`),
    check('refunds_amount', sql`${t.amountMinor} > 0`),
    check('refunds_status', sql`${t.status} in ('INIT','SUCCESS','FAIL')`),
  ],
);

export const cancels = pgTable(
  'cancels',
  {
    id: id<'can'>().primaryKey(),
    paymentId: id<'pay'>()
      .notNull()
      .references(() => payments.id),
    status: text({ enum: CANCEL_STATUSES }).notNull(),
    /** A user's id, or an API key's; `app` when nobody asked: a payment in process for too long, or money that came twice. */
    requestedBy: text().notNull(),
    failureCode: text(),
    failureMessage: text(),
    /** How often the call may have left. */
    sends: integer().notNull().default(0),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    resolvedAt: moment(),
  },
  (t) => [
    uniqueIndex('cancels_one_live')
      .on(t.paymentId)
      .where(sql`${t.status} in ('INIT','SUCCESS')`),
    index('cancels_payment').on(t.paymentId),
    index('cancels_open')
      .on(t.createdAt)
      .where(sql`${t.status} = 'INIT'`),
    check('cancels_status', sql`${t.status} in ('INIT','SUCCESS','FAIL')`),
    check('cancels_final_has_moment', sql`(${t.status} = 'INIT') = (${t.resolvedAt} is null)`),
  ],
);
