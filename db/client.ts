/**
 * The way into PostgreSQL: one pool per process, through postgres.js and drizzle.
 */
import { sql } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

/** A pool or a transaction: verbs open transactions on either (inside one, a savepoint). */
export type Database = Omit<PostgresJsDatabase<Record<string, never>>, '$client'>;

/** Enough for a page's parallel reads on a small host; PostgreSQL's default allows 100 over all processes. */
const POOL_SIZE = 10;
const CONNECT_TIMEOUT_S = 10;
/** A statement that runs longer holds locks that others wait for; every page and verb stays far below. */
const STATEMENT_TIMEOUT_MS = 15_000;

export interface DatabaseHandle {
  readonly db: Database;
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
      // An acknowledged notification must survive the power cord, whatever the server's default is.
      synchronous_commit: 'on',
    },
  });
  const db = drizzle(client, { casing: 'snake_case' });
  return { db, close: () => client.end({ timeout: 5 }) };
}

export async function pingDatabase(db: Database): Promise<void> {
  await db.execute(sql`select 1`);
}
