// Before the integration tests: a throw-away PostgreSQL and one migrated template database, which each test file clones
// (e2e/test-database.ts). Its address is TEST_DATABASE_URL; one that is given already is used as it is.

import postgres from 'postgres';

import { migrateDatabase } from '@/db/migrate';
import { TEMPLATE_DATABASE } from '@/e2e/test-database';
import { startEmbeddedPostgres } from '../lib/postgres.mjs';

async function makeTemplate(serverUrl: string): Promise<void> {
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  await server.unsafe(`drop database if exists ${TEMPLATE_DATABASE} with (force)`);
  await server.unsafe(`create database ${TEMPLATE_DATABASE}`);
  await server.end();
  const url = new URL(serverUrl);
  url.pathname = `/${TEMPLATE_DATABASE}`;
  await migrateDatabase({ migrationUrl: url.href, databaseUrl: url.href, mode: 'demo', now: new Date() });
}

export default async function setUp(): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    await makeTemplate(given);
    return async () => {};
  }
  const server = await startEmbeddedPostgres({ ephemeral: true });
  await makeTemplate(server.url);
  process.env.TEST_DATABASE_URL = server.url;
  return () => server.stop();
}
