/**
 * A barrier in the database: a trigger at which whoever writes a certain row waits, for as long as we hold a lock. It
 * makes a moment inside a transaction last long enough to be killed in, without a word in the product. And a wall: a trigger
 * at which whoever writes the row fails.
 *
 * Nobody waits for long: the app gives up a lock after eight seconds.
 */
import pg from 'pg';
import { waitFor } from './wait';

/** Any number that nobody else uses. */
const LOCK = 20_261_123;
const REACHED_TIMEOUT_MS = 30_000;

/** Where to wait: `before <event> on <table>`, or at the end of the writer's transaction, and for which rows. */
export interface Place {
  readonly event: 'insert' | 'update' | 'delete';
  readonly table: 'payments' | 'refunds' | 'cancels' | 'wallets' | 'notifications' | 'graphile_worker._private_jobs';
  readonly when: string;
  readonly atCommit?: true;
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

export async function raiseBarrier(databaseUrl: string, place: Place): Promise<Barrier> {
  const holder = await connect(databaseUrl);
  const watcher = await connect(databaseUrl);
  await watcher.query(`create or replace function chaos_wait() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(${LOCK});
      return coalesce(new, old);
    end $$`);
  await holder.query(`select pg_advisory_lock(${LOCK})`);
  await makeTrigger(watcher, place, 'chaos_wait');

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
    remove: (currentUrl) => removeTrigger(currentUrl, place),
  };
}

export interface Wall {
  /** Takes it away, also after the database was down. */
  remove(databaseUrl: string): Promise<void>;
}

export async function raiseWall(databaseUrl: string, place: Place): Promise<Wall> {
  const builder = await connect(databaseUrl);
  try {
    await builder.query(`create or replace function chaos_refuse() returns trigger language plpgsql as $$
      begin
        raise exception 'chaos: this row is not written now';
      end $$`);
    await makeTrigger(builder, place, 'chaos_refuse');
  } finally {
    await builder.end();
  }
  return { remove: (currentUrl) => removeTrigger(currentUrl, place) };
}

async function makeTrigger(client: pg.Client, { event, table, when, atCommit }: Place, name: string): Promise<void> {
  const which = `for each row when (${when}) execute function ${name}()`;
  if (!atCommit) {
    await client.query(`create or replace trigger chaos before ${event} on ${table} ${which}`);
    return;
  }
  // Of this sort none is replaced: whatever an earlier case left goes first.
  await client.query(`drop trigger if exists chaos on ${table}`);
  await client.query(
    `create constraint trigger chaos after ${event} on ${table} deferrable initially deferred ${which}`,
  );
}

async function removeTrigger(currentUrl: string, { table }: Place): Promise<void> {
  const later = await connect(currentUrl);
  try {
    await later.query(`drop trigger if exists chaos on ${table}`);
    await later.query('drop function if exists chaos_wait()');
    await later.query('drop function if exists chaos_refuse()');
  } finally {
    await later.end();
  }
}
