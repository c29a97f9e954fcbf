/**
 * The way into PostgreSQL: one pool per process, through postgres.js and drizzle.
 */
import { DrizzleQueryError, sql } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { inspect } from 'node:util';
import postgres from 'postgres';

/** A pool or a transaction: verbs open transactions on either (inside one, a savepoint). */
export type Database = Omit<PostgresJsDatabase<Record<string, never>>, '$client'>;

/** Enough for a page's parallel reads on a small host; PostgreSQL's default allows 100 over all processes. */
const POOL_SIZE = 10;
const CONNECT_TIMEOUT_S = 10;
/** A statement that runs longer holds locks that others wait for; every page and verb stays far below. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** Who waits this long for a row waits for somebody who is stuck; better an error, and the job tries again. */
const LOCK_TIMEOUT_MS = 8_000;
/** A process that was stopped or lost its power inside a transaction must not hold a payment's row for hours. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 20_000;
const KEEPALIVE_IDLE_S = 30;

/**
 * A failed statement carries its parameters, which are tokens' indexes, sessions and customers. Whoever prints such an error
 * (a framework does, without asking) prints only that it failed, and PostgreSQL's code.
 */
Object.defineProperty(DrizzleQueryError.prototype, inspect.custom, {
  configurable: true,
  value(this: DrizzleQueryError) {
    const code = this.cause && 'code' in this.cause ? String(this.cause.code) : 'no code';
    const frames = this.stack?.slice(this.stack.indexOf(this.message) + this.message.length) ?? '';
    return `DrizzleQueryError: a database statement failed (${code})${frames}`;
  },
});

export interface DatabaseHandle {
  readonly db: Database;
  /**
   * Hears what is told on a channel, on a connection of its own that is made anew when it breaks. `onListening` is called
   * each time it stands: what was told before that moment was not heard.
   */
  listen(channel: string, hear: (text: string) => void, onListening: () => void): Promise<void>;
  close(): Promise<void>;
}

export function openDatabase(
  url: string,
  options: { poolSize?: number; applicationName?: string } = {},
): DatabaseHandle {
  const client = postgres(url, {
    max: options.poolSize ?? POOL_SIZE,
    connect_timeout: CONNECT_TIMEOUT_S,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName ?? 'mandate',
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      tcp_keepalives_idle: KEEPALIVE_IDLE_S,
      // An acknowledged notification must survive the power cord, whatever the server's default is.
      synchronous_commit: 'on',
    },
  });
  prepareAll(client);
  const db = drizzle(client, { casing: 'snake_case' });
  return {
    db,
    listen: async (channel, hear, onListening) => void (await client.listen(channel, hear, onListening)),
    close: () => client.end({ timeout: 5 }),
  };
}

interface Speaker {
  unsafe: postgres.Sql['unsafe'];
  begin?: (...args: never[]) => unknown;
  savepoint?: (...args: never[]) => unknown;
}

type Scope = (speaker: Speaker) => unknown;

/**
 * Has every statement with parameters prepared by the server once per connection. drizzle asks the driver not to, and then each one
 * is parsed and planned anew and takes two exchanges with the server instead of one, which is most of what a charge costs.
 * A statement that a migration has changed under a running process is prepared anew by the driver; connections, and what was
 * prepared on them, live half an hour to an hour.
 */
function prepareAll(speaker: Speaker): void {
  const { unsafe } = speaker;
  speaker.unsafe = (query, args, options) => unsafe(query, args, { ...options, prepare: true });
  for (const name of ['begin', 'savepoint'] as const) {
    const open = speaker[name] as ((...args: unknown[]) => unknown) | undefined;
    if (!open) continue;
    speaker[name] = (...args: unknown[]) => {
      const act = args.pop() as Scope;
      const inside: Scope = (scope) => {
        prepareAll(scope);
        return act(scope);
      };
      return open(...args, inside);
    };
  }
}

export async function pingDatabase(db: Database): Promise<void> {
  await db.execute(sql`select 1`);
}
