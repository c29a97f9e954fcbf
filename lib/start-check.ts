/**
 * What must hold before a process serves: the database answers, is migrated, and was born in this process's mode. Each
 * thing that does not is one sentence that says what to do.
 */
import { sql } from 'drizzle-orm';
import journal from '@/db/migrations/meta/_journal.json';
import { openDatabase, type Database } from '@/db/client';
import { instance } from '@/db/schema/instance';
import type { DatabaseEnv } from '@/lib/kit/env';

/** A reason not to start that a person can mend; its message is for them. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/** The newest migration this build knows, by its time. */
const NEWEST = Math.max(...journal.entries.map((entry) => entry.when));

const MIGRATE = 'Run "npm run db:migrate" first ("npm start" does it by itself).';

/** A database that restarts or fails over is back within this; a supervised process waits for it instead of dying again. */
export const OUTAGE_PATIENCE_MS = 60_000;
const ASK_AGAIN_MS = 1_000;

/**
 * @param patienceMs how long a database that does not answer is waited for; a person at a terminal is told at once
 * @throws StartRefused
 */
export async function checkDatabase(env: Pick<DatabaseEnv, 'databaseUrl' | 'mode'>, patienceMs = 0): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      return await checkOnce(env);
    } catch (error) {
      if (!(error instanceof Unreachable) || performance.now() >= giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  }
}

/** The one reason that may pass by itself. */
class Unreachable extends StartRefused {}

async function checkOnce(env: Pick<DatabaseEnv, 'databaseUrl' | 'mode'>): Promise<void> {
  const { db, close } = openDatabase(env.databaseUrl.reveal(), { poolSize: 1, applicationName: 'mandate start check' });
  try {
    const migrations = await readMigrations(db).catch((error: unknown) => {
      throw new Unreachable(unreachable(env.databaseUrl.reveal(), error));
    });
    if (migrations === 'missing') throw new StartRefused(`The database is not migrated. ${MIGRATE}`);
    const [row] = await db.select({ mode: instance.mode }).from(instance);
    if (!row) throw new StartRefused(`The database does not know its mode yet. ${MIGRATE}`);
    if (row.mode !== env.mode) {
      throw new StartRefused(
        `This database was made in ${row.mode} mode and stays so, but MANDATE_MODE says ${env.mode}. Use another database, or set MANDATE_MODE=${row.mode}.`,
      );
    }
  } finally {
    await close();
  }
}

/** `ahead`: a newer release has migrated already, which this one can live with. */
export async function readMigrations(db: Database): Promise<'ok' | 'ahead' | 'missing'> {
  const [found] = await db.execute<{ known: string | null }>(
    sql`select to_regclass('drizzle.__drizzle_migrations')::text as known`,
  );
  if (!found?.known) return 'missing';
  const [row] = await db.execute<{ newest: string | null }>(
    sql`select max(created_at)::text as newest from drizzle.__drizzle_migrations`,
  );
  const newest = Number(row?.newest ?? 0);
  if (newest < NEWEST) return 'missing';
  return newest === NEWEST ? 'ok' : 'ahead';
}

/** Names host and port, never the password that the address holds. */
function unreachable(databaseUrl: string, error: unknown): string {
  const { host } = new URL(databaseUrl);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no reason given';
  return `The database at ${host} cannot be used (${code}). Check that it runs and that DATABASE_URL is right.`;
}
