/**
 * Reading a house's database from outside, over few connections that are kept: a hundred scenarios that each open their own burden
 * the machine more than what they look at.
 */
import postgres from 'postgres';

const CONNECTIONS = 4;
const CONNECT_TIMEOUT_S = 5;
/** Nobody's end waits for a reader that has nothing to read. */
const IDLE_S = 5;

const readers = new Map<string, postgres.Sql>();

/** Rejects when the database is away; the next reading then begins with connections of its own. */
export async function readDatabase<Result>(
  databaseUrl: string,
  read: (sql: postgres.Sql) => Promise<Result>,
): Promise<Result> {
  const sql = readers.get(databaseUrl) ?? openReader(databaseUrl);
  try {
    return await read(sql);
  } catch (error) {
    // A client that has lost a connection is not trusted with another statement (decision 0013).
    if (readers.get(databaseUrl) === sql) readers.delete(databaseUrl);
    await sql.end({ timeout: 1 }).catch(() => undefined);
    throw error;
  }
}

function openReader(databaseUrl: string): postgres.Sql {
  const sql = postgres(databaseUrl, {
    max: CONNECTIONS,
    connect_timeout: CONNECT_TIMEOUT_S,
    idle_timeout: IDLE_S,
    onnotice: () => undefined,
  });
  readers.set(databaseUrl, sql);
  return sql;
}
