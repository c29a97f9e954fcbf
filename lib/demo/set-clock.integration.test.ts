/** What waits moves along when the clock is moved, and what is queued by business time is due by real time. */
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { Logger, run, type WorkerEvents } from 'graphile-worker';
import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readDemoClock } from '@/db/demo-clock';
import { addJob, type JobOptions } from '@/db/queue';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import type { Context } from '@/lib/context';
import { demoTimeAt } from '@/lib/kit/clock';
import { startTestRuntime } from '@/lib/web/test-runtime';
import { setClock } from './set-clock';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
/** Between asking what time it is and moving the clock some real milliseconds pass. */
const SOON_MS = 2_000;

let database: TestDatabase;
let ctx: Context;
let stop: () => Promise<void>;
beforeAll(async () => {
  database = await cloneDatabase();
  const started = startTestRuntime(database.url);
  stop = started.stop;
  ctx = started.runtime.contextFor({ kind: 'system', name: 'simulator' });
});
afterAll(async () => {
  await stop();
  await database.drop();
});
beforeEach(() => database.db.execute(sql`delete from graphile_worker._private_jobs`));

/** Business time as the database has it, in milliseconds. */
async function businessNow(): Promise<number> {
  const [row] = await database.db.execute<{ ms: number }>(
    sql`select (extract(epoch from business_time(clock_timestamp())) * 1000)::float8 as ms`,
  );
  return row!.ms;
}

const queue = (key: string, options: JobOptions = {}) => addJob(database.db, 'sweep', {}, { key, ...options });

/** When a job is due, by both clocks. */
async function dueAt(key: string): Promise<{ realMs: number; businessMs: number }> {
  const [row] = await database.db.execute<{ realMs: number; businessMs: number }>(sql`
    select (extract(epoch from run_at) * 1000)::float8 as "realMs",
      (extract(epoch from business_time(run_at)) * 1000)::float8 as "businessMs"
    from graphile_worker._private_jobs where key = ${key}`);
  return row!;
}

const move = async (aheadMs: number, rate: number) =>
  setClock(ctx, { now: new Date(Math.ceil(await businessNow()) + aheadMs), rate });

describe('a job', () => {
  test('that is due tomorrow is due at once when the clock has gone past tomorrow', async () => {
    const due = Math.floor(await businessNow()) + DAY_MS;
    await queue('tomorrow', { runAt: new Date(due) });
    await queue('next week', { runAt: new Date(due + 6 * DAY_MS) });
    expect((await dueAt('tomorrow')).realMs - Date.now()).toBeGreaterThan(DAY_MS - SOON_MS);

    await move(DAY_MS, 1);
    expect((await dueAt('tomorrow')).realMs).toBeLessThanOrEqual(Date.now());
    expect((await dueAt('tomorrow')).businessMs).toBeCloseTo(due, 0);
    const week = (await dueAt('next week')).realMs - Date.now();
    expect(week, 'the rest of the week is still to come').toBeGreaterThan(5.9 * DAY_MS);
    expect(week).toBeLessThan(6 * DAY_MS);
  });

  test('comes the sooner the faster time passes, and later again when it slows down', async () => {
    const due = Math.floor(await businessNow()) + 60 * MINUTE_MS;
    await queue('in an hour', { runAt: new Date(due) });
    const waitMs = async () => (await dueAt('in an hour')).realMs - Date.now();

    await move(0, 60);
    expect(await waitMs()).toBeGreaterThan(MINUTE_MS - SOON_MS);
    expect(await waitMs()).toBeLessThanOrEqual(MINUTE_MS);
    await move(0, 1);
    expect(await waitMs()).toBeGreaterThan(60 * MINUTE_MS - 60 * SOON_MS);
    expect((await dueAt('in an hour')).businessMs).toBeCloseTo(due, 0);
  });

  test('that is queued while time is fast is due by it', async () => {
    await move(DAY_MS, 60);
    const due = Math.floor(await businessNow()) + 60 * MINUTE_MS;
    await queue('in an hour', { runAt: new Date(due) });
    const { realMs, businessMs } = await dueAt('in an hour');
    expect(businessMs).toBeCloseTo(due, 0);
    expect(realMs - Date.now()).toBeLessThanOrEqual(MINUTE_MS);
    expect(realMs - Date.now()).toBeGreaterThan(MINUTE_MS - SOON_MS);
  });

  test('that waits for the network is due by real time, however fast the other one is', async () => {
    await move(0, 60);
    const real = new Date(Date.now() + 10_000);
    await queue('lease', { realRunAt: real });
    expect((await dueAt('lease')).realMs).toBeCloseTo(real.getTime(), 0);
  });

  test('for which no time is given is due at once', async () => {
    await move(DAY_MS, 60);
    await queue('now');
    expect((await dueAt('now')).realMs).toBeLessThanOrEqual(Date.now() + SOON_MS);
  });

  test('that somebody is at is left as it is', async () => {
    await queue('held', { runAt: new Date((await businessNow()) + DAY_MS) });
    await queue('free', { runAt: new Date((await businessNow()) + DAY_MS) });
    await database.db.execute(
      sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'somebody' where key = 'held'`,
    );
    const before = await dueAt('held');
    await move(DAY_MS, 1);
    expect((await dueAt('held')).realMs).toBe(before.realMs);
    expect((await dueAt('free')).realMs).toBeLessThanOrEqual(Date.now() + SOON_MS);
  });

  test('keeps its business time and its place through any row of settings', async () => {
    const start = Math.floor(await businessNow());
    const hours = [1, 7, 30, 200, 2_000];
    for (const hour of hours) await queue(`h${hour}`, { runAt: new Date(start + hour * 60 * MINUTE_MS) });
    const settings = fc.record({
      aheadMs: fc.integer({ min: 0, max: DAY_MS }),
      rate: fc.constantFrom(0.01, 0.5, 1, 7.3, 60, 5_000),
    });
    await fc.assert(
      fc.asyncProperty(settings, async ({ aheadMs, rate }) => {
        await move(aheadMs, rate);
        const due = await Promise.all(hours.map((hour) => dueAt(`h${hour}`)));
        // The queue keeps microseconds, and one of them is five milliseconds of business time at the fastest of these rates.
        hours.forEach((hour, place) => {
          expect(Math.abs(due[place]!.businessMs - (start + hour * 60 * MINUTE_MS))).toBeLessThan(200);
        });
        expect(due.map(({ realMs }) => realMs)).toEqual(due.map(({ realMs }) => realMs).toSorted((a, b) => a - b));
      }),
      { numRuns: 15 },
    );
    await move(0, 1);
  });
});

test('the database and the processes reckon alike', async () => {
  await move(DAY_MS, 42.5);
  const setting = (await readDemoClock(database.db))!;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -DAY_MS, max: 400 * DAY_MS }), async (offsetMs) => {
      const realMs = setting.realBaseMs + offsetMs;
      const at = sql`${new Date(realMs).toISOString()}::timestamptz`;
      const [row] = await database.db.execute<{ business: number; back: number }>(sql`
        select (extract(epoch from business_time(${at})) * 1000)::float8 as business,
          (extract(epoch from queue_time(business_time(${at}))) * 1000)::float8 as back`);
      expect(Math.abs(row!.business - demoTimeAt(setting, realMs))).toBeLessThan(1);
      expect(Math.abs(row!.back - realMs)).toBeLessThan(1);
    }),
    { numRuns: 25 },
  );
});

test('a clock change of the session’s own zone moves no job by an hour', async () => {
  const [row] = await database.db.transaction(async (tx) => {
    await tx.execute(sql`set local time zone 'America/New_York'`);
    return tx.execute<{ days: number }>(sql`
      select (extract(epoch from business_time(c.real_base + interval '8640 hours') - c.demo_base) / 86400 / c.rate)::float8 as days
      from demo_clock c`);
  });
  expect(row!.days).toBeCloseTo(360, 6);
});

test('what was queued while the clock waited to be moved is moved along too', async () => {
  await move(0, 1);
  const due = Math.floor(await businessNow()) + DAY_MS;
  let moving: Promise<unknown> | undefined;
  await database.db.transaction(async (tx) => {
    await addJob(tx, 'sweep', {}, { key: 'just in time', runAt: new Date(due) });
    moving = move(DAY_MS, 1);
    // The clock waits for this transaction; until it ends nobody may see the new setting.
    await vi.waitFor(async () => {
      const waiting = await database.db.execute(
        sql`select from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and not granted
          and database = (select oid from pg_database where datname = current_database())`,
      );
      expect(waiting).toHaveLength(1);
    }, 5_000);
  });
  await moving;
  const { businessMs, realMs } = await dueAt('just in time');
  expect(businessMs).toBeCloseTo(due, 0);
  expect(realMs).toBeLessThan(Date.now() + MINUTE_MS);
});

test('a worker is woken for what has become due, without waiting for its next look', async () => {
  const far = new Date((await businessNow()) + DAY_MS);
  await queue('tomorrow', { runAt: far });
  let ran = 0;
  const events: WorkerEvents = new EventEmitter();
  const [listens, looked] = ['pool:listen:success', 'worker:getJob:empty'].map((name) => once(events, name));
  const runner = await run({
    connectionString: database.url,
    noHandleSignals: true,
    pollInterval: 60_000,
    concurrency: 1,
    events,
    logger: new Logger(() => () => undefined),
    taskList: { sweep: () => void (ran += 1) },
  });
  try {
    await Promise.all([listens, looked]);
    await move(DAY_MS + 1_000, 1);
    await vi.waitFor(() => expect(ran).toBe(1), 10_000);
  } finally {
    await runner.stop();
  }
});
