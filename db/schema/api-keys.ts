/**
 * Keys of the REST API, and what was answered under each idempotency key. A key's secret is shown once and kept as a hash.
 */
import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, moment } from './columns';

/** What a key may do, each apart from the others. */
export const API_SCOPES = ['read', 'link', 'charge', 'refund', 'webhooks'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export const apiKeys = pgTable(
  'api_keys',
  {
    id: id<'key'>().primaryKey(),
    name: text().notNull(),
    /** The beginning of the key, which tells people which one it is and says nothing of the rest. */
    prefix: text().notNull(),
    /** SHA-256 of the key. It is 256 random bits, so nothing slower is needed. */
    secretHash: text().notNull(),
    scopes: jsonb().$type<ApiScope[]>().notNull(),
    createdBy: text().notNull(),
    createdAt: moment().notNull(),
    /** Real time, as all of a key's life: a key is no business fact. Null: until it is revoked. */
    expiresAt: moment(),
    lastUsedAt: moment(),
    revokedAt: moment(),
    revokedBy: text(),
  },
  (t) => [
    uniqueIndex('api_keys_secret').on(t.secretHash),
    index('api_keys_newest').on(t.createdAt.desc(), t.id.desc()),
    check('api_keys_name', sql`length(${t.name}) between 1 and 80`),
  ],
);

/**
 * Written in the transaction of the effect, so that an answer is kept exactly when what it tells of is true. Whoever is at
 * one holds a lock of the database, which ends with its connection.
 */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    key: text().notNull(),
    /** Method and path; the same key at another address is another key. */
    path: text().notNull(),
    /** SHA-256 of the body. */
    requestHash: text().notNull(),
    status: integer().notNull(),
    answer: text().notNull(),
    contentType: text().notNull(),
    /** Where the thing that was made can be read, for who repeats and wants to wait. */
    subjectId: text(),
    /** Real time. */
    createdAt: moment().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.key, t.path] }),
    index('idempotency_keys_age').on(t.createdAt),
    check('idempotency_keys_length', sql`length(${t.key}) between 1 and 255`),
  ],
);
