/**
 * A database of its own for each test file, cloned in milliseconds from a template that was migrated once.
 */
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { openDatabase, type Database } from '@/db/client';

export const TEMPLATE_DATABASE = 'mandate_template';

export interface TestDatabase {
  readonly url: string;
  readonly db: Database;
  drop(): Promise<void>;
}

/** Clones the template on the server that `TEST_DATABASE_URL` names; the test run's set-up starts and migrates it. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run integration tests through npm test.');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name} template ${TEMPLATE_DATABASE}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const handle = openDatabase(url.href, { poolSize: 8 });
  return {
    url: url.href,
    db: handle.db,
    async drop() {
      await handle.close();
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}
