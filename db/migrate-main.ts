/**
 * `npm run db:migrate`: brings the database up to date, and in demo mode puts something on the shelf.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { seedDemoAccounts } from '@/lib/auth/demo-accounts';
import { EnvironmentError, loadEnv } from '@/lib/kit/env';
import { openDatabase } from './client';
import { migrateDatabase, MigrationRefusal } from './migrate';
import { seedDemoShop } from './seed-demo';

async function main(): Promise<void> {
  const env = loadEnv(process.env, { need: 'database' });
  const now = new Date();
  await migrateDatabase({
    migrationUrl: env.migrationUrl.reveal(),
    databaseUrl: env.databaseUrl.reveal(),
    mode: env.mode,
    now,
  });
  if (env.mode !== 'demo') return;
  const handle = openDatabase(env.databaseUrl.reveal(), { poolSize: 1 });
  try {
    await seedDemoShop(handle.db, now);
    const lines = await seedDemoAccounts(handle.db, now);
    await mkdir(env.dataDir, { recursive: true });
    await writeFile(path.join(env.dataDir, 'demo-accounts.txt'), `${lines.join('\n')}\n`);
  } finally {
    await handle.close();
  }
}

try {
  await main();
  process.stdout.write('The database is up to date.\n');
} catch (error) {
  if (error instanceof EnvironmentError || error instanceof MigrationRefusal)
    process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`The database could not be migrated: ${reasonOf(error)}\n`);
  process.exitCode = 1;
}

/** A connection error may carry its sentence one level down; the statement and its parameters are left out. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
