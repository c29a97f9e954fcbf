/**
 * For tests: an empty database with two roles as a careful operator makes them, one that owns the tables and one that the
 * app runs as.
 */
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { openDatabase } from '@/db/client';
import type { TestDatabase } from './test-database';

export interface DatabaseOfTwoRoles extends TestDatabase {
  /** As the role that will own the tables. */
  readonly migrationUrl: string;
}

export async function createDatabaseOfTwoRoles(): Promise<DatabaseOfTwoRoles> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run integration tests through npm test.');
  const name = `r_${randomBytes(6).toString('hex')}`;
  const [owner, app] = [`${name}_owner`, `${name}_app`];
  const password = randomBytes(12).toString('hex');
  const admin = postgres(server, { max: 1, onnotice: () => undefined });
  for (const role of [owner, app]) await admin.unsafe(`create role ${role} login password '${password}'`);
  await admin.unsafe(`create database ${name} owner ${owner}`);
  const urlOf = (role: string) => {
    const url = new URL(server);
    Object.assign(url, { username: role, password, pathname: `/${name}` });
    return url.href;
  };
  const handle = openDatabase(urlOf(app), { poolSize: 4 });
  return {
    url: urlOf(app),
    migrationUrl: urlOf(owner),
    db: handle.db,
    async drop() {
      await handle.close();
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      for (const role of [app, owner]) await admin.unsafe(`drop role if exists ${role}`);
      await admin.end();
    },
  };
}
