/**
 * Money going back: refunds (a part or all, several times) and cancels (all, within the window). The laws on their
 * sums stand in the database; see the migration that makes the trigger.
 */
import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { currencyCode, id, minorUnits, moment } from './columns';
import { payments, RESOLVED_BY } from './payments';

export const REFUND_STATUSES = ['INIT', 'SUCCESS', 'FAIL'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

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
    resolvedBy: text({ enum: RESOLVED_BY }),
    createdAt: moment().notNull(),
    resolvedAt: moment(),
  },
  (t) => [
    uniqueIndex('refunds_request_id').on(t.refundRequestId),
    index('refunds_payment').on(t.paymentId),
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
    status: text({ enum: REFUND_STATUSES }).notNull(),
    /** `app` when nobody asked: a payment in process for too long. */
    requestedBy: text().notNull(),
    failureCode: text(),
    createdAt: moment().notNull(),
    resolvedAt: moment(),
  },
  (t) => [
    uniqueIndex('cancels_one_live')
      .on(t.paymentId)
      .where(sql`${t.status} in ('INIT','SUCCESS')`),
    check('cancels_status', sql`${t.status} in ('INIT','SUCCESS','FAIL')`),
  ],
);
