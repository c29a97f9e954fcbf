/**
 * Payments: one paymentRequestId each, moved once by a result.
 *
 * The laws: one live or successful payment per order; refunds never above what was paid (the trigger on refunds keeps
 * `refundReservedMinor`, the CHECK stands on it).
 */
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { currencyCode, id, minorUnits, moment, sealed } from './columns';
import { orders, PAYMENT_STATUSES } from './orders';
import { credentials, wallets } from './wallets';

export const RESOLVED_BY = ['response', 'notification', 'inquiry', 'cancel', 'operator'] as const;
export type ResolvedBy = (typeof RESOLVED_BY)[number];

export const payments = pgTable(
  'payments',
  {
    id: id<'pay'>().primaryKey(),
    orderId: id<'ord'>()
      .notNull()
      .references(() => orders.id),
    attempt: integer().notNull(),
    /** Our id of the attempt at Alipay, written before the first byte leaves. */
    paymentRequestId: text().notNull(),
    /** Alipay's id, once told. */
    paymentId: text(),
    walletId: id<'wal'>()
      .notNull()
      .references(() => wallets.id),
    credentialId: id<'crd'>().references(() => credentials.id),
    currency: currencyCode().notNull(),
    amountMinor: minorUnits().notNull(),
    status: text({ enum: PAYMENT_STATUSES }).notNull(),
    refundReservedMinor: minorUnits()
      .notNull()
      .default(sql`0`),
    /** The exact bytes that may be sent, sealed; pinned before the call and never changed while they may be on their way. */
    bodySealed: sealed(),
    /** When the first byte may have left; null while certainly nothing did. */
    sentAt: moment(),
    /** The last send by real time: how long bytes may still be on their way is no business of a moved clock. */
    sentRealAt: moment(),
    expiresAt: moment(),
    /** How often the pinned bytes may have left. A pin is taken back only by the one who made it, while this is 1. */
    sends: integer().notNull().default(0),
    inquiries: integer().notNull().default(0),
    lastInquiredAt: moment(),
    failureCode: text(),
    failureMessage: text(),
    failureRetryable: boolean(),
    resolvedBy: text({ enum: RESOLVED_BY }),
    resolvedAt: moment(),
    /** When the wallet says that the money moved. */
    paidAt: moment(),
    /** The gateway's word where it differs from ours after a final state. */
    gatewayStatus: text(),
    /** When that word was written down: an answer to a question asked before it is older than it. */
    gatewayStatusAt: moment(),
    /** When Alipay, asked after this attempt's end, said that it is dead; before that no further attempt is sent. */
    knownDeadAt: moment(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
  },
  (t) => [
    uniqueIndex('payments_request_id').on(t.paymentRequestId),
    index('payments_gateway_id')
      .on(t.paymentId)
      .where(sql`${t.paymentId} is not null`),
    uniqueIndex('payments_one_live_per_order')
      .on(t.orderId)
      .where(sql`${t.status} in ('INIT','SUCCESS')`),
    uniqueIndex('payments_attempt').on(t.orderId, t.attempt),
    index('payments_open')
      .on(t.createdAt)
      .where(sql`${t.status} = 'INIT'`),
    index('payments_resolved')
      .on(t.resolvedAt)
      .where(sql`${t.resolvedAt} is not null`),
    check('payments_amount', sql`${t.amountMinor} > 0`),
    check('payments_status', sql`${t.status} in ('INIT','SUCCESS','FAIL','CANCELLED')`),
    check('payments_refunds_within_paid', sql`${t.refundReservedMinor} between 0 and ${t.amountMinor}`),
    // Money that Alipay collected for a payment which had failed with us goes back by the same rows.
    check(
      'payments_refund_needs_success',
      sql`${t.refundReservedMinor} = 0 or ${t.status} = 'SUCCESS' or ${t.gatewayStatus} is not distinct from 'SUCCESS'`,
    ),
    check(
      'payments_sent_is_pinned',
      sql`${t.status} <> 'INIT' or ${t.sentAt} is null or (${t.bodySealed} is not null and ${t.expiresAt} is not null)`,
    ),
    // No road where nothing was ever asked of Alipay: the app itself ended what it never sent.
    check('payments_final_has_moment', sql`(${t.status} = 'INIT') = (${t.resolvedAt} is null)`),
  ],
);
