/**
 * Counters of attempts, kept by the rate limiter (its own columns). Real time, not the demo clock.
 */
import { bigint, integer, pgTable, varchar } from 'drizzle-orm/pg-core';

export const attemptLimits = pgTable('attempt_limits', {
  key: varchar({ length: 255 }).primaryKey(),
  points: integer().notNull().default(0),
  expire: bigint({ mode: 'number' }),
});
