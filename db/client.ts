/**
 * The way into PostgreSQL: one pool per process, through postgres.js and drizzle.
 */
import { DrizzleQueryError, sql } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import postgres from 'postgres';
import { Turns } from './turns';

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
const CLOSE_TIMEOUT_S = 5;
/** Longer than the longest statement, so that what is under way on a retired pool can end. */
const RETIRE_TIMEOUT_S = 16;
const RETIRED_CLOSE_MS = 500;

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
  const size = options.poolSize ?? POOL_SIZE;
  const open = (onclose?: () => void) =>
    postgres(url, {
      max: size,
      connect_timeout: CONNECT_TIMEOUT_S,
      onnotice: () => undefined,
      ...(onclose && { onclose }),
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
  const pool = new RenewedPool(open, size);
  let ear: postgres.Sql | null = null;
  return {
    db: pool.db,
    async listen(channel, hear, onListening) {
      ear ??= open();
      await ear.listen(channel, hear, onListening);
    },
    close: async () => void (await Promise.all([pool.close(), ear?.end({ timeout: CLOSE_TIMEOUT_S })])),
  };
}

/**
 * A pool that is replaced whenever one of its connections has closed. A connection of the driver's that is cut off while it writes
 * never comes back: each later try ends in a time-out, until all are lost (porsager/postgres issues 1133 and 1208). What is under
 * way on the old pool's other connections ends there; everything new is asked of the new one.
 */
class RenewedPool {
  readonly db: Database;
  readonly #open: (onclose: () => void) => postgres.Sql;
  readonly #retiring = new Set<Promise<void>>();
  readonly #turns: Turns;
  #current: { readonly client: postgres.Sql; readonly db: Database };
  #isClosed = false;

  constructor(open: (onclose: () => void) => postgres.Sql, size: number) {
    this.#open = open;
    this.#turns = new Turns(size);
    this.#current = this.#birth();
    this.db = new Proxy({} as Database, {
      get: (_target, name) => {
        const { db } = this.#current;
        const value: unknown = Reflect.get(db, name);
        return typeof value === 'function' ? (value.bind(db) as unknown) : value;
      },
    });
  }

  #birth() {
    const client = this.#open(() => this.#onClose(client));
    harden(client);
    return { client, db: drizzle(this.#servedInTurn(client), { casing: 'snake_case' }) };
  }

  /**
   * The driver's client as drizzle is to see it: a statement or a transaction is begun when its turn has come, on the pool that is
   * the current one then.
   */
  #servedInTurn(client: postgres.Sql): postgres.Sql {
    const inTurn = async <Result>(act: (speaker: postgres.Sql) => PromiseLike<Result>): Promise<Result> => {
      const end = await this.#turns.take();
      try {
        return await act(this.#current.client);
      } finally {
        end();
      }
    };
    return Object.assign(Object.create(client) as postgres.Sql, {
      unsafe: (...args: Parameters<postgres.Sql['unsafe']>) => {
        let asValues = false;
        const outcome = inTurn<unknown>((speaker) => {
          const statement = speaker.unsafe(...args);
          return asValues ? statement.values() : statement;
        });
        // drizzle says in the same breath whether it wants lists of values, which is before any turn.
        const values = () => {
          asValues = true;
          return outcome;
        };
        return Object.assign(outcome, { values });
      },
      begin: (...args: [never]) => inTurn((speaker) => speaker.begin(...args)),
    });
  }

  /** While the server is away every try closes a connection and makes a pool, which is little more than an empty list. */
  #onClose(client: postgres.Sql): void {
    if (this.#isClosed || client !== this.#current.client) return;
    this.#current = this.#birth();
    this.#turns.renew();
    const retiring = client.end({ timeout: RETIRE_TIMEOUT_S }).catch(() => undefined);
    this.#retiring.add(retiring);
    void retiring.finally(() => this.#retiring.delete(retiring));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#current.client.end({ timeout: CLOSE_TIMEOUT_S });
    // A lost connection never ends by itself; the driver destroys it when its time is over.
    await Promise.race([Promise.all(this.#retiring), sleep(RETIRED_CLOSE_MS, undefined, { ref: false })]);
  }
}

interface Speaker {
  unsafe: postgres.Sql['unsafe'];
  begin?: (...args: never[]) => unknown;
  savepoint?: (...args: never[]) => unknown;
}

type Act = (scope: Speaker) => unknown;

/** Of a transaction: whether the driver has ended it, by its end or because the connection is gone. */
interface Life {
  isOver: boolean;
}

/**
 * Two things that the driver leaves to us.
 *
 * Every statement with parameters is prepared by the server once per connection. drizzle asks the driver not to, and then each one is
 * parsed and planned anew and takes two exchanges with the server instead of one, which is most of what a charge costs. A statement
 * that a migration has changed under a running process is prepared anew by the driver.
 *
 * A transaction whose connection is gone says nothing more. The driver would send its further statements, its commit or its rollback
 * down a connection that may serve somebody else's transaction by then (porsager/postgres issue 1216).
 */
function harden(speaker: Speaker, life?: Life): void {
  const { unsafe, begin, savepoint } = speaker as Required<Speaker>;
  speaker.unsafe = (query, args, options) => {
    if (life?.isOver) throw new ConnectionLostError();
    return unsafe(query, args, { ...options, prepare: true });
  };
  if (begin) {
    speaker.begin = (...args: unknown[]) => {
      const own: Life = { isOver: false };
      const opened = callBegin(begin, args, own);
      const over = () => void (own.isOver = true);
      opened.then(over, over);
      return opened;
    };
  }
  if (savepoint && life) speaker.savepoint = (...args: unknown[]) => callBegin(savepoint, args, life);
}

function callBegin(open: (...args: never[]) => unknown, args: unknown[], life: Life): Promise<unknown> {
  const act = args.pop() as Act;
  const inside = async (scope: Speaker): Promise<unknown> => {
    harden(scope, life);
    const outcome = await Promise.resolve(act(scope)).then(
      (value) => ({ value }),
      async (error: unknown) => {
        // What cut the statement off may have ended the transaction in this very turn.
        await new Promise((resolve) => setImmediate(resolve));
        return { error };
      },
    );
    // Whoever asked has been told already; a commit or rollback must not follow.
    if (life.isOver) return new Promise(() => undefined);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };
  return (open as (...all: unknown[]) => Promise<unknown>)(...args, inside);
}

class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  readonly code = 'CONNECTION_CLOSED';

  constructor() {
    super('The connection of this transaction is gone.');
  }
}

export async function pingDatabase(db: Database): Promise<void> {
  await db.execute(sql`select 1`);
}
