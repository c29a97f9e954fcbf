/**
 * What Alipay told us, word for word, and what became of it. Forged mail never enters here: it is counted and kept
 * masked, up to a cap, beside.
 */
import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, moment, sealed } from './columns';

export const NOTIFICATION_KINDS = ['payments', 'refunds', 'authorizations'] as const;
export const NOTIFICATION_STATUSES = ['RECEIVED', 'APPLIED', 'WAITING', 'SET_ASIDE'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];

export const notifications = pgTable(
  'notifications',
  {
    id: id<'ntf'>().primaryKey(),
    kind: text({ enum: NOTIFICATION_KINDS }).notNull(),
    /** SHA-256 of kind and body: Alipay's repeats carry the same bytes under a new signature. */
    bodyHash: text().notNull(),
    bodySealed: sealed().notNull(),
    bodyMasked: text().notNull(),
    headers: jsonb().$type<Record<string, string>>().notNull(),
    keyVersion: text().notNull(),
    /** The paymentRequestId (or other public id) that the news is about; never a token or a code. */
    subject: text(),
    resultCode: text(),
    address: text(),
    receivedAt: moment().notNull(),
    repeats: integer().notNull().default(0),
    lastReceivedAt: moment().notNull(),
    status: text({ enum: NOTIFICATION_STATUSES }).notNull(),
    /** Why it waits or was set aside, or what applying it came to. */
    outcome: text(),
    appliedAt: moment(),
    /** When applying was last tried, so that those that wait for ever do not stand before those that were never tried. */
    triedAt: moment(),
  },
  (t) => [
    uniqueIndex('notifications_body').on(t.bodyHash),
    index('notifications_subject').on(t.subject),
    index('notifications_unapplied')
      .on(t.receivedAt)
      .where(sql`${t.status} in ('RECEIVED','WAITING')`),
    check('notifications_status', sql`${t.status} in ('RECEIVED','APPLIED','WAITING','SET_ASIDE')`),
  ],
);

/** Mail that was refused at the door. Kept up to a cap; the counts in metrics go on. */
export const refusedNotifications = pgTable(
  'refused_notifications',
  {
    id: id<'ntf'>().primaryKey(),
    kind: text({ enum: NOTIFICATION_KINDS }).notNull(),
    reason: text().notNull(),
    /** The version its signature named, where it named one. */
    keyVersion: text(),
    bodyMasked: text().notNull(),
    /** Headers and raw bytes, so that its signature can be examined; null where they were too long to keep. */
    messageSealed: sealed(),
    subject: text(),
    address: text(),
    receivedAt: moment().notNull(),
  },
  (t) => [
    index('refused_notifications_subject').on(t.subject),
    index('refused_notifications_newest').on(t.receivedAt.desc()),
  ],
);
