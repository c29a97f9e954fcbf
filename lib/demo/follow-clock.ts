/**
 * A process's clock. In demo mode it follows the row that the simulator sets: it is read before anything is served, heard of
 * with each commit, and read again when the connection was lost, and now and then for what was missed all the same. In
 * other modes there is nothing to follow, and no connection.
 */
import { openDatabase } from '@/db/client';
import { listenToDemoClock, readDemoClock } from '@/db/demo-clock';
import { createMovableClock, realClock, type MovableClock } from '@/lib/kit/clock';
import type { Env } from '@/lib/kit/env';
import type { Logger } from '@/lib/kit/log';

/** News comes by itself within milliseconds; this is for news that got lost. */
const READ_AGAIN_MS = 10_000;

export interface ProcessClock extends MovableClock {
  close(): Promise<void>;
}

interface FollowOptions {
  /** Names the process in PostgreSQL's list of connections. */
  readonly name: string;
  readonly log: Logger;
  readonly readAgainMs?: number;
}

/** @throws when the database does not answer: a process that does not know the time must not begin */
export async function startClock(
  env: Pick<Env, 'mode' | 'databaseUrl'>,
  options: FollowOptions,
): Promise<ProcessClock> {
  if (env.mode !== 'demo') return { ...realClock, close: async () => undefined };
  return followClock(env.databaseUrl.reveal(), options);
}

async function followClock(databaseUrl: string, options: FollowOptions): Promise<ProcessClock> {
  const database = openDatabase(databaseUrl, { poolSize: 1, applicationName: `mandate ${options.name} clock` });
  const clock = createMovableClock();
  const read = async () => {
    const setting = await readDemoClock(database.db);
    if (setting) clock.adopt(setting);
  };
  const readAgain = () =>
    void read().catch((error: unknown) => options.log.warn({ err: error }, 'the clock could not be read; it goes on'));
  try {
    await listenToDemoClock(database, (setting) => clock.adopt(setting), readAgain);
    await read();
  } catch (error) {
    await database.close();
    throw error;
  }
  const timer = setInterval(readAgain, options.readAgainMs ?? READ_AGAIN_MS);
  timer.unref();
  return {
    ...clock,
    async close() {
      clearInterval(timer);
      await database.close();
    },
  };
}
