/**
 * What only a demo has. In test and live modes these tables are empty, and a trigger keeps them so.
 */
import { sql } from 'drizzle-orm';
import { check, doublePrecision, integer, pgTable } from 'drizzle-orm/pg-core';
import { moment } from './columns';

/**
 * The movable clock: since `realBase`, when it was `demoBase`, business time passes at `rate`. No row: it was never set, and
 * business time is real time. Triggers let it go forward only, and tell every process of a change.
 */
export const demoClock = pgTable(
  'demo_clock',
  {
    one: integer().primaryKey().default(1),
    revision: integer().notNull(),
    /** Real time of the database's clock. */
    realBase: moment().notNull(),
    demoBase: moment().notNull(),
    /** Seconds of business time in a real one. */
    rate: doublePrecision().notNull(),
  },
  (t) => [
    check('demo_clock_is_one_row', sql`${t.one} = 1`),
    check('demo_clock_rate', sql`${t.rate} between 0.001 and 100000`),
  ],
);
