/**
 * When Alipay refused our configuration, and nothing new was debited until it was mended: one row per time, kept for good.
 */
import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, moment } from './columns';

export const configurationStops = pgTable(
  'configuration_stops',
  {
    id: id<'stp'>().primaryKey(),
    /** Always 1: at most one stop is open, whichever process raised it. */
    one: integer().notNull().default(1),
    /** What Alipay said last, or our own word for an answer that could not be verified. */
    code: text().notNull(),
    /** The call that was answered so. */
    api: text().notNull(),
    /** Whether Alipay signed it. An unsigned refusal is enough to stop, never enough to end a payment. */
    signed: boolean().notNull(),
    /** The key version that an answer named and we do not hold. */
    keyVersion: text(),
    firstSeenAt: moment().notNull(),
    lastSeenAt: moment().notNull(),
    /** How many answers said so. */
    seen: integer().notNull().default(1),
    /** How often it came back soon after a probe had ended it. */
    reopened: integer().notNull().default(0),
    probes: integer().notNull().default(0),
    /** How far the gaps between probes have grown. */
    gapStep: integer().notNull().default(0),
    /** Taken, by real time, by the process that is asking now; an old one belongs to a process that died. */
    probingRealSince: moment(),
    lastProbedAt: moment(),
    /** What the last probe came to: a code, or why there was no answer. */
    lastProbe: text(),
    /** Real time: a clock that runs fast hurries nobody at Alipay. */
    nextProbeRealAt: moment(),
    resolvedAt: moment(),
    /** The same moment by real time, which says whether trouble came back soon. */
    resolvedRealAt: moment(),
  },
  (t) => [
    uniqueIndex('configuration_stops_one_open')
      .on(t.one)
      .where(sql`${t.resolvedAt} is null`),
    check('configuration_stops_one', sql`${t.one} = 1`),
    check('configuration_stops_order', sql`${t.lastSeenAt} >= ${t.firstSeenAt}`),
  ],
);
