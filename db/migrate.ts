/**
 * Brings a database to what this version needs, safely from several hosts at once: one advisory lock over all of it.
 *
 * With a migration role of its own the tables belong to that role, and the app's role is given only what it needs: it
 * can add to evidence and audit log but not change them. The queue's schema stays the app role's.
 */
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import postgres from 'postgres';
import type { Database } from './client';

export const MIGRATIONS_FOLDER = 'db/migrations';

/** Any constant that nothing else on the server locks: the letters "mandate" read as a number. */
const MIGRATION_LOCK = 30_792_309_240_755n;
const OLDEST_SERVER_VERSION = 150_000;

/** Thrown when the database is not one this program may run on; the message is one sentence for the person starting it. */
export class MigrationRefusal extends Error {
  override readonly name = 'MigrationRefusal';
}

export interface MigrationInput {
  /** The role that owns our tables. */
  readonly migrationUrl: string;
  /** The role that the app runs as. */
  readonly databaseUrl: string;
  readonly mode: 'demo' | 'test' | 'live';
  readonly now: Date;
  /** Folder that holds `db/migrations`; the project's root. */
  readonly root?: string;
}

/** Applies what is missing, records the mode at birth, and refuses a database born in another mode. */
export async function migrateDatabase(input: MigrationInput): Promise<void> {
  const client = postgres(input.migrationUrl, { max: 1, onnotice: () => undefined });
  const db = drizzle(client, { casing: 'snake_case' });
  try {
    await db.execute(sql`select pg_advisory_lock(${MIGRATION_LOCK.toString()}::bigint)`);
    await refuseOldServer(db);
    await migrate(db, { migrationsFolder: path.resolve(input.root ?? process.cwd(), MIGRATIONS_FOLDER) });
    await settleMode(db, input.mode, input.now);
    const appRole = decodeURIComponent(new URL(input.databaseUrl).username) || 'postgres';
    const separate = await isAnotherRole(db, appRole);
    if (separate) await grantToApp(db, appRole);
    await migrateQueue(db, input.databaseUrl, separate ? appRole : null);
  } finally {
    await client.end({ timeout: 5 });
  }
}

async function refuseOldServer(db: Database): Promise<void> {
  const [row] = await db.execute<{ version: number }>(
    sql`select current_setting('server_version_num')::int as version`,
  );
  if (row && row.version < OLDEST_SERVER_VERSION) {
    throw new MigrationRefusal(`PostgreSQL 15 or newer is needed; this server is ${Math.floor(row.version / 10_000)}.`);
  }
}

async function settleMode(db: Database, mode: string, now: Date): Promise<void> {
  await db.execute(
    sql`insert into instance (one, mode, born_at) values (1, ${mode}, ${now.toISOString()}::timestamptz) on conflict do nothing`,
  );
  const [row] = await db.execute<{ mode: string }>(sql`select mode from instance`);
  if (row?.mode === mode) return;
  throw new MigrationRefusal(
    `This database was made in ${row?.mode ?? 'an unknown'} mode and stays so, but MANDATE_MODE says ${mode}. Use another database, or set MANDATE_MODE=${row?.mode ?? 'demo'}.`,
  );
}

async function isAnotherRole(db: Database, appRole: string): Promise<boolean> {
  const [row] = await db.execute<{ me: string; exists: boolean }>(
    sql`select current_user as me, exists(select from pg_roles where rolname = ${appRole}) as exists`,
  );
  if (!row || row.me === appRole) return false;
  if (!row.exists) throw new MigrationRefusal(`The role "${appRole}" of DATABASE_URL does not exist on this server.`);
  return true;
}

/** Tables the app may only add to. */
const APPEND_ONLY = ['audit_log', 'exchanges', 'transitions'];
/** Tables whose rows come and go. */
const DELETABLE = ['worker_pools', 'idempotency_keys', 'attempt_limits', 'refused_notifications'];
const READ_ONLY = ['instance'];
/** What becomes of a notification changes, its words do not. */
const NOTIFICATION_COLUMNS = 'status, outcome, applied_at, tried_at, repeats, last_received_at';

async function grantToApp(db: Database, appRole: string): Promise<void> {
  const owned = await db.execute(
    sql`select from pg_tables where schemaname = 'public' and tableowner = ${appRole} limit 1`,
  );
  if (owned.length > 0) {
    throw new MigrationRefusal(
      `The role "${appRole}" of DATABASE_URL owns our tables, so nothing could be refused to it. Give them to the role of DATABASE_MIGRATION_URL first (REASSIGN OWNED).`,
    );
  }
  const role = sql.identifier(appRole);
  await db.execute(sql`grant usage on schema public, drizzle to ${role}`);
  await db.execute(sql`grant select on all tables in schema drizzle to ${role}`);
  await db.execute(sql`grant usage on all sequences in schema public to ${role}`);
  const tables = await db.execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public'`,
  );
  for (const { name } of tables) {
    const table = sql.identifier(name);
    await db.execute(sql`revoke all on table ${table} from ${role}`);
    await db.execute(sql`grant select on table ${table} to ${role}`);
    if (READ_ONLY.includes(name)) continue;
    await db.execute(sql`grant insert on table ${table} to ${role}`);
    if (APPEND_ONLY.includes(name)) continue;
    if (name === 'notifications') {
      await db.execute(sql`grant update (${sql.raw(NOTIFICATION_COLUMNS)}) on table ${table} to ${role}`);
      continue;
    }
    await db.execute(sql`grant update on table ${table} to ${role}`);
    if (DELETABLE.includes(name)) await db.execute(sql`grant delete on table ${table} to ${role}`);
  }
}

/** The queue's row-level security needs its tables to belong to the role that works on them. */
async function migrateQueue(db: Database, databaseUrl: string, grantTo: string | null): Promise<void> {
  const [row] = await db.execute<{ name: string; has: boolean }>(
    sql`select current_database() as name, to_regnamespace('graphile_worker') is not null as has`,
  );
  const lend = grantTo !== null && row && !row.has;
  if (lend) {
    await db.execute(sql`grant create on database ${sql.identifier(row.name)} to ${sql.identifier(grantTo)}`);
  }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  // A connection that breaks fails the statement it was on; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (connection) => connection.on('error', () => undefined));
  try {
    await runMigrations({ pgPool: pool });
  } finally {
    await pool.end();
    if (lend) {
      await db.execute(sql`revoke create on database ${sql.identifier(row.name)} from ${sql.identifier(grantTo)}`);
    }
  }
}
