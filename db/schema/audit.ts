/**
 * The audit log: who of the staff did what, on what, when, from where. Rows are added, never changed.
 */
import { bigserial, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from './columns';

export const auditLog = pgTable(
  'audit_log',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    at: moment().notNull(),
    actorKind: text().notNull(),
    /** A user's id, or the name of the command. */
    actorId: text().notNull(),
    actorRole: text(),
    action: text().notNull(),
    subjectId: text(),
    detail: jsonb().$type<Record<string, string | number | boolean | null>>().notNull(),
    address: text(),
    userAgent: text(),
  },
  (t) => [index('audit_log_subject').on(t.subjectId, t.id), index('audit_log_actor').on(t.actorId, t.id)],
);
