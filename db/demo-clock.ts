/**
 * Where the movable clock of a demo is kept. Its laws (demo mode only, forward only, every process is told) are the
 * database's own; what a setting should be is the caller's business.
 */
import { sql } from 'drizzle-orm';
import type { ClockSetting } from '../lib/kit/clock';
import type { Database, DatabaseHandle } from './client';
import { demoClock } from './schema/demo';

/** Where the database tells of a new setting; the trigger's own word. */
const CHANNEL = 'demo_clock';

export async function readDemoClock(db: Database): Promise<ClockSetting | null> {
  const [row] = await db.select().from(demoClock);
  if (!row) return null;
  const { revision, realBase, demoBase, rate } = row;
  return { revision, realBaseMs: realBase.getTime(), demoBaseMs: demoBase.getTime(), rate };
}

/**
 * Keeps everybody from queueing by business time until this transaction ends, and waits for those who are at it: `queue_time`
 * holds the same lock, shared.
 */
export async function holdDemoClock(tx: Database): Promise<{ setting: ClockSetting | null; realMs: number }> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('mandate.demo_clock', 0))`);
  const [row] = await tx.execute<{ ms: number }>(
    sql`select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  return { setting: await readDemoClock(tx), realMs: row!.ms };
}

export async function writeDemoClock(tx: Database, setting: ClockSetting): Promise<void> {
  const { revision, rate } = setting;
  const values = { revision, realBase: new Date(setting.realBaseMs), demoBase: new Date(setting.demoBaseMs), rate };
  await tx.insert(demoClock).values(values).onConflictDoUpdate({ target: demoClock.one, set: values });
}

/** `onListening` is called at first and whenever the connection was made anew: what was told meanwhile was not heard. */
export function listenToDemoClock(
  { listen }: Pick<DatabaseHandle, 'listen'>,
  hear: (setting: ClockSetting) => void,
  onListening: () => void,
): Promise<void> {
  return listen(CHANNEL, (text) => hear(JSON.parse(text) as ClockSetting), onListening);
}
