/**
 * What this database was born as. One row; the mode never changes afterwards.
 */
import { sql } from 'drizzle-orm';
import { check, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from './columns';

export const MODES = ['demo', 'test', 'live'] as const;

export const instance = pgTable(
  'instance',
  {
    one: integer().primaryKey().default(1),
    mode: text({ enum: MODES }).notNull(),
    bornAt: moment().notNull(),
  },
  (t) => [
    check('instance_is_one_row', sql`${t.one} = 1`),
    check('instance_mode', sql`${t.mode} in ('demo','test','live')`),
  ],
);

/** Which versions of the keys a process uses, and why it did not take a new one. */
export interface KeysInUse {
  readonly signsWith: string;
  readonly holds: readonly string[];
  /** One sentence, safe to show; null when all is well. */
  readonly problem: string | null;
  readonly problemSince: string | null;
}

/** Each worker pool says here that it lives; a pool silent for too long is taken for dead and its jobs are freed. */
export const workerPools = pgTable('worker_pools', {
  /** The queue's own id of the pool, under which its jobs are locked. */
  poolId: text().primaryKey(),
  startedAt: moment().notNull(),
  /** Real time of the database's clock, never the demo clock: liveness is not a business fact. */
  seenAt: moment().notNull(),
  circuit: text().notNull().default('closed'),
  circuitSince: moment(),
  /** Why it opened, in one word of the last lost call. */
  circuitReason: text(),
  /** Null for a worker of an older release. */
  keys: jsonb().$type<KeysInUse>(),
});
