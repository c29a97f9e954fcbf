/**
 * Cases: what a person must decide. One open case per kind and subject.
 */
import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, moment } from './columns';
import { orders } from './orders';

export const CASE_STATUSES = ['OPEN', 'CLOSED'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/**
 * `surplus`: Alipay holds money for a payment that failed with us, alone or beside another that is paid.
 * `refund_unfunded`: the merchant's balance did not reach; an operator tries again when it does.
 * Those that end in `_for_long` have had no end for a day; of a payment that was sent, was not sent, a refund, a cancel, an unlinking.
 */
export const CASE_KINDS = [
  'contradiction',
  'amount_differs',
  'unknown_for_long',
  'unsent_for_long',
  'refund_unknown_for_long',
  'cancel_unknown_for_long',
  'unlinking_for_long',
  'answer_lost',
  'surplus',
  'refund_contradiction',
  'refund_unfunded',
  'return_failed',
] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export const cases = pgTable(
  'cases',
  {
    id: id<'cas'>().primaryKey(),
    kind: text({ enum: CASE_KINDS }).notNull(),
    status: text({ enum: CASE_STATUSES }).notNull(),
    subjectId: text().notNull(),
    orderId: id<'ord'>().references(() => orders.id),
    detail: jsonb().$type<Record<string, string>>().notNull(),
    openedAt: moment().notNull(),
    closedAt: moment(),
    closedBy: text(),
    closeReason: text(),
  },
  (t) => [
    uniqueIndex('cases_one_open')
      .on(t.kind, t.subjectId)
      .where(sql`${t.status} = 'OPEN'`),
    index('cases_order').on(t.orderId),
    index('cases_newest').on(t.openedAt.desc(), t.id.desc()),
    check('cases_status', sql`${t.status} in ('OPEN','CLOSED')`),
    check(
      'cases_closed_has_reason',
      sql`${t.status} = 'OPEN' or (${t.closedAt} is not null and ${t.closeReason} is not null)`,
    ),
  ],
);
