/**
 * A barrier in the database: a trigger at which whoever writes a certain row waits, for as long as we hold a lock. It
 * makes a moment inside a transaction last long enough to be killed in, without a word in the product.
 */
import pg from 'pg';
import { waitFor } from './wait';

/** Any number that nobody else uses. */
const LOCK = 20_261_123;
const REACHED_TIMEOUT_MS = 30_000;

/** Where to wait: `before <event> on <table>`, and for which rows. */
export interface Place {
  readonly event: 'insert' | 'update' | 'delete';
  readonly table: 'payments' | 'refunds' | 'cancels' | 'wallets' | 'notifications' | 'graphile_worker._private_jobs';
  readonly when: string;
}

export interface Barrier {
  /** Resolves when somebody waits at it. */
  reached(): Promise<void>;
  /**
   * Lets who waits go on. With `deadClient`, what waits is the statement of a process that was killed: its session is ended
   * too, as the server would do on noticing, so that the statement is not committed for a dead man.
   */
  lift(deadClient: boolean): Promise<void>;
  /** Takes the trigger away, also after the database was down. */
  remove(databaseUrl: string): Promise<void>;
}

/** `pg` and not the app's own client: that one breaks the process when a session of ours is used after its server died. */
async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // the database may be what is killed
  await client.connect();
  return client;
}

export async function raiseBarrier(databaseUrl: string, { event, table, when }: Place): Promise<Barrier> {
  const holder = await connect(databaseUrl);
  const watcher = await connect(databaseUrl);
  await watcher.query(`create or replace function chaos_wait() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(${LOCK});
      return coalesce(new, old);
    end $$`);
  await holder.query(`select pg_advisory_lock(${LOCK})`);
  await watcher.query(`create or replace trigger chaos before ${event} on ${table} for each row when (${when})
    execute function chaos_wait()`);

  const waiters = async () => {
    const { rows } = await watcher.query<{ pid: number }>(
      `select pid from pg_locks where locktype = 'advisory' and objid = ${LOCK} and not granted`,
    );
    return rows.length > 0 && rows;
  };
  return {
    reached: async () => void (await waitFor('the step to be reached', waiters, REACHED_TIMEOUT_MS)),
    async lift(deadClient) {
      try {
        for (const { pid } of deadClient ? (await waiters()) || [] : []) {
          await watcher.query('select pg_terminate_backend($1)', [pid]);
        }
      } catch {
        // The database is down, and its locks with it.
      }
      // Ending the session lets go of its lock.
      await Promise.allSettled([holder.end(), watcher.end()]);
    },
    async remove(currentUrl) {
      const later = await connect(currentUrl);
      try {
        await later.query(`drop trigger if exists chaos on ${table}`);
        await later.query('drop function if exists chaos_wait()');
      } finally {
        await later.end();
      }
    },
  };
}
