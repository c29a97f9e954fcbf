/** Bringing a database up to date: from several hosts at once, in one mode for ever, with a role of its own for the tables. */
import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge } from '@/e2e/chaos/judge';
import { createDatabaseOfTwoRoles, type DatabaseOfTwoRoles } from '@/e2e/test-roles';
import { startTestWorld, type TestWorld } from '@/e2e/test-world';
import { probeConfiguration } from '@/lib/configuration/probe';
import { stopDebits } from '@/lib/configuration/stop-debits';
import { createLogger } from '@/lib/kit/log';
import { chargeOrder } from '@/lib/payments/charge';
import { beat, leave } from '@/lib/worker/heartbeat';
import { readMigrations } from '@/lib/start-check';
import { sweep } from '@/lib/worker/sweep';
import { openDatabase } from './client';
import { migrateDatabase, MigrationRefusal } from './migrate';
import { instance } from './schema/instance';

const NOW = new Date('2026-11-23T10:00:00Z');

async function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env.TEST_DATABASE_URL!;
  const name = `m_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async drop() {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

test('several hosts that migrate an empty database at once make one good database, and its mode stays', async () => {
  const { url, drop } = await createEmptyDatabase();
  const { db, close } = openDatabase(url, { poolSize: 1 });
  try {
    expect(await readMigrations(db)).toBe('missing');
    const input = { migrationUrl: url, databaseUrl: url, mode: 'test' as const, now: NOW };
    await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(input)));
    expect(await readMigrations(db)).toBe('ok');
    expect(await db.select({ mode: instance.mode }).from(instance)).toEqual([{ mode: 'test' }]);
    await migrateDatabase(input);

    const asLive = migrateDatabase({ ...input, mode: 'live' });
    await expect(asLive).rejects.toThrow(MigrationRefusal);
    await expect(asLive).rejects.toThrow(/made in test mode and stays so, but MANDATE_MODE says live/);
    expect(await db.select({ mode: instance.mode }).from(instance)).toEqual([{ mode: 'test' }]);
  } finally {
    await close();
    await drop();
  }
});

test('a role in DATABASE_URL that the server does not know is named in one sentence', async () => {
  const { url, drop } = await createEmptyDatabase();
  try {
    const stranger = new URL(url);
    stranger.username = 'nobody_here';
    const input = { migrationUrl: url, databaseUrl: stranger.href, mode: 'test' as const, now: NOW };
    await expect(migrateDatabase(input)).rejects.toThrow('The role "nobody_here" of DATABASE_URL does not exist');
  } finally {
    await drop();
  }
});

describe('with a role of its own for the tables', () => {
  let database: DatabaseOfTwoRoles;
  let world: TestWorld;
  beforeAll(async () => {
    database = await createDatabaseOfTwoRoles();
    const input = { migrationUrl: database.migrationUrl, databaseUrl: database.url, mode: 'demo' as const, now: NOW };
    await migrateDatabase(input);
    // A deployment migrates every time; the grants must survive that.
    await migrateDatabase(input);
    world = await startTestWorld({}, database);
  });
  afterAll(() => world.stop());

  test("the app's role makes the whole trip: link, order, debit, notification", async () => {
    const customer = await world.newCustomer();
    const placed = await world.buy(customer, await world.linkWallet(customer));
    await world.runJobs();
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS' });

    const spoken = world.simulator.speak('payments', {
      notifyType: 'PAYMENT_RESULT',
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
      paymentRequestId: placed.id,
      paymentId: 'p1',
      paymentAmount: { currency: 'IDR', value: String(placed.amountMinor) },
    });
    expect(await world.deliver(spoken)).toEqual({ kind: 'acknowledged', repeated: false });
    expect(await world.deliver(spoken)).toEqual({ kind: 'acknowledged', repeated: true });
    expect(await world.deliver({ ...spoken, body: `${spoken.body} ` })).toMatchObject({ kind: 'refused' });
    expect(await chargeOrder(world.system, placed.id)).toBe('settled');
    const judged = await judge({ databaseUrl: database.url, simulatorUrl: world.simulator.url });
    expect(judged.differences).toEqual([]);
  });

  test("the app's role keeps the worker's house: heartbeat, sweep, good-bye", async () => {
    const log = createLogger('test', 'silent');
    const keys = world.runtime.keysInUse();
    await beat(database.db, { id: 'pool', circuit: { state: 'closed', since: null, reason: null }, keys }, log);
    await sweep(world.system);
    await leave(database.db, 'pool');
  });

  test("the app's role stops debits and lets them go on", async () => {
    const trouble = { code: 'KEY_NOT_FOUND', api: 'pay', signed: false, keyVersion: null, startedAt: new Date() };
    await stopDebits(world.system, trouble);
    expect(await probeConfiguration(world.system)).toBe('resumed');
  });

  test.each(['audit_log', 'exchanges', 'transitions'])(
    "the app's role has no right to alter or delete %s",
    async (table) => {
      const name = sql.identifier(table);
      const column = sql.identifier(table === 'audit_log' ? 'action' : table === 'exchanges' ? 'outcome' : 'road');
      const denied = { cause: expect.objectContaining({ code: '42501' }) };
      await expect(database.db.execute(sql`update ${name} set ${column} = 'x'`)).rejects.toMatchObject(denied);
      await expect(database.db.execute(sql`delete from ${name}`)).rejects.toMatchObject(denied);
      await expect(database.db.execute(sql`truncate ${name}`)).rejects.toMatchObject(denied);
    },
  );

  test("the app's role cannot rewrite a notification, delete money's rows, change the mode, or switch a law off", async () => {
    const statements = [
      sql`update notifications set body_sealed = 'x'`,
      sql`delete from notifications`,
      sql`delete from payments`,
      sql`delete from refunds`,
      sql`delete from orders`,
      sql`update instance set mode = 'live'`,
      sql`alter table payments disable trigger all`,
      sql`drop table audit_log`,
      sql`drop function refuse_change() cascade`,
      sql`set session_replication_role = replica`,
      sql`create table public.mine (id int)`,
    ];
    for (const statement of statements) {
      await expect(database.db.execute(statement)).rejects.toMatchObject({
        cause: expect.objectContaining({ code: '42501' }),
      });
    }
  });

  test('the role may not make schemas once the queue has its own', async () => {
    await expect(database.db.execute(sql`create schema mine`)).rejects.toMatchObject({
      cause: expect.objectContaining({ code: '42501' }),
    });
  });
});
