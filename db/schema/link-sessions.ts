/**
 * Link sessions: a one-time address at which a shop's customer links a wallet, without a password. The attempts begun from
 * one name it (`authorizations.link_session_id`).
 */
import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, moment } from './columns';
import { customers } from './customers';
import { wallets } from './wallets';

export const LINK_SESSION_STATUSES = ['OPEN', 'LINKED', 'FAILED', 'EXPIRED'] as const;
export type LinkSessionStatus = (typeof LINK_SESSION_STATUSES)[number];

export const linkSessions = pgTable(
  'link_sessions',
  {
    id: id<'lks'>().primaryKey(),
    customerId: id<'cus'>()
      .notNull()
      .references(() => customers.id),
    /** The one wallet that may be linked; null: the customer chooses. */
    brand: text(),
    returnUrl: text().notNull(),
    status: text({ enum: LINK_SESSION_STATUSES }).notNull(),
    /** Why it ended without a wallet. */
    reason: text(),
    /** SHA-256 of the secret in its address. */
    tokenHash: text().notNull(),
    /** SHA-256 of the cookie of the browser that consented; null while nobody did. */
    browserHash: text(),
    consentedAt: moment(),
    walletId: id<'wal'>().references(() => wallets.id),
    createdBy: text().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    resolvedAt: moment(),
  },
  (t) => [
    uniqueIndex('link_sessions_token').on(t.tokenHash),
    index('link_sessions_customer').on(t.customerId, t.id),
    index('link_sessions_open')
      .on(t.expiresAt)
      .where(sql`${t.status} = 'OPEN'`),
    check('link_sessions_status', sql`${t.status} in ('OPEN','LINKED','FAILED','EXPIRED')`),
    check('link_sessions_linked_has_wallet', sql`(${t.status} = 'LINKED') = (${t.walletId} is not null)`),
    check('link_sessions_final_has_moment', sql`(${t.status} = 'OPEN') = (${t.resolvedAt} is null)`),
  ],
);
