/**
 * Evidence: every call to Alipay and every move of a state. Rows are added, never changed.
 */
import { sql } from 'drizzle-orm';
import { bigserial, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { id, moment, sealed } from './columns';

export const ROADS = ['response', 'notification', 'inquiry', 'cancel', 'operator', 'customer', 'api', 'clock'] as const;
export type Road = (typeof ROADS)[number];

export const exchanges = pgTable(
  'exchanges',
  {
    id: id<'exg'>().primaryKey(),
    api: text().notNull(),
    /** The noun's own id: a payment, an authorization, a wallet. */
    subjectId: text().notNull(),
    startedAt: moment().notNull(),
    finishedAt: moment().notNull(),
    durationMs: integer().notNull(),
    path: text().notNull(),
    httpStatus: integer(),
    signatureVerdict: text().notNull(),
    keyVersion: text(),
    resultCode: text(),
    resultStatus: text(),
    /** `succeeded`, `failed`, `unknown` or `not_sent`, as the outcome was read. */
    outcome: text().notNull(),
    problem: text(),
    headersMasked: jsonb().$type<{ request: Record<string, string>; response: Record<string, string> }>().notNull(),
    requestSealed: sealed().notNull(),
    requestMasked: text().notNull(),
    responseSealed: sealed(),
    responseMasked: text(),
  },
  (t) => [
    index('exchanges_subject').on(t.subjectId, t.startedAt),
    index('exchanges_newest').on(t.startedAt),
    index('exchanges_not_verified')
      .on(t.startedAt)
      .where(sql`${t.signatureVerdict} in ('invalid','unknown_key')`),
    // Few among millions: the signature lab lists them newest first.
    index('exchanges_not_trusted')
      .on(t.id)
      .where(sql`${t.signatureVerdict} in ('invalid','missing','unknown_key')`),
  ],
);

export const transitions = pgTable(
  'transitions',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    noun: text().notNull(),
    subjectId: text().notNull(),
    from: text(),
    to: text().notNull(),
    road: text({ enum: ROADS }).notNull(),
    /** The exchange, notification or user that brought it. */
    evidenceId: text(),
    note: text(),
    at: moment().notNull(),
  },
  (t) => [index('transitions_subject').on(t.subjectId, t.id)],
);
