/** Every process goes by the same clock: what it heard, what it missed, and the real worker. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { bundleProcess, startProcess } from '@/e2e/test-process';
import { startTestWorld } from '@/e2e/test-world';
import type { Context } from '@/lib/context';
import { createLogger } from '@/lib/kit/log';
import { Secret } from '@/lib/kit/secret';
import { startTestRuntime } from '@/lib/web/test-runtime';
import { startClock, type ProcessClock } from './follow-clock';
import { setClock } from './set-clock';

const DAY_MS = 24 * 3_600_000;
const NEVER_MS = 3_600_000;
const log = createLogger('test', 'silent');

let database: TestDatabase;
let ctx: Context;
let stop: () => Promise<void>;
const clocks: ProcessClock[] = [];
beforeAll(async () => {
  database = await cloneDatabase();
  const started = startTestRuntime(database.url);
  stop = started.stop;
  ctx = started.runtime.contextFor({ kind: 'system', name: 'simulator' });
});
afterEach(async () => {
  await Promise.all(clocks.map((clock) => clock.close()));
  clocks.length = 0;
});
afterAll(async () => {
  await stop();
  await database.drop();
});

async function follow(name: string, readAgainMs = NEVER_MS): Promise<ProcessClock> {
  const clock = await startClock(
    { mode: 'demo', databaseUrl: new Secret(database.url) },
    { name: `test ${name}`, log, readAgainMs },
  );
  clocks.push(clock);
  return clock;
}

let days = 0;
/** One more day ahead of real time than before. */
async function nextDay(rate = 1): Promise<number> {
  days += 1;
  const wantedMs = Date.now() + days * DAY_MS;
  await setClock(ctx, { now: new Date(wantedMs), rate });
  return wantedMs;
}

const shows = (clock: ProcessClock, wantedMs: number) => {
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(wantedMs);
  expect(clock.now().getTime()).toBeLessThan(wantedMs + DAY_MS / 2);
};

/** Cuts what listens, as a restart of the database or a cable would. */
const cut = (name: string) =>
  database.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = ${`mandate test ${name} clock`}`);

describe('a process', () => {
  test('hears of a new setting by itself, however many there are', async () => {
    const all = await Promise.all(['a', 'b', 'c'].map((name) => follow(name)));
    const wantedMs = await nextDay(60);
    await vi.waitFor(() => all.forEach((clock) => shows(clock, wantedMs)), { timeout: 5_000, interval: 5 });
    expect(all.map((clock) => clock.rate())).toEqual([60, 60, 60]);
  });

  test('that begins later knows the time from its first moment on', async () => {
    const wantedMs = await nextDay();
    shows(await follow('late'), wantedMs);
  });

  test('whose connection broke hears again, and of what it missed meanwhile', async () => {
    const clock = await follow('cut');
    await cut('cut');
    const missedMs = await nextDay();
    await vi.waitFor(() => shows(clock, missedMs), { timeout: 20_000, interval: 50 });
    const heardMs = await nextDay();
    await vi.waitFor(() => shows(clock, heardMs), { timeout: 20_000, interval: 50 });
  });

  test('that was not told reads it all the same', async () => {
    const clock = await follow('deaf', 50);
    await database.db.execute(sql`alter table demo_clock disable trigger demo_clock_tells`);
    try {
      const wantedMs = await nextDay();
      await vi.waitFor(() => shows(clock, wantedMs), { timeout: 5_000, interval: 20 });
    } finally {
      await database.db.execute(sql`alter table demo_clock enable trigger demo_clock_tells`);
    }
  });

  test('of another mode follows nothing, and asks no database', async () => {
    const nowhere = new Secret('postgres://nobody@127.0.0.1:9/nothing');
    const clock = await startClock({ mode: 'live', databaseUrl: nowhere }, { name: 'test live', log });
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1_000);
    await clock.close();
  });

  test('that cannot learn the time does not begin', async () => {
    const nowhere = new Secret('postgres://nobody@127.0.0.1:9/nothing');
    await expect(startClock({ mode: 'demo', databaseUrl: nowhere }, { name: 'test lost', log })).rejects.toThrow();
  });
});

test('the real worker ends an attempt to link as soon as the clock has gone past its end', async () => {
  const world = await startTestWorld();
  const worker = await startProcess(await bundleProcess('worker'), world.variables);
  try {
    const customer = await world.newCustomer();
    const { attempt } = await world.beginLink(customer);
    const system = world.runtime.contextFor({ kind: 'system', name: 'simulator' });
    await setClock(system, { now: new Date(Date.now() + DAY_MS), rate: 1 });
    await vi.waitFor(async () => expect((await world.attempt(attempt.id)).status).toBe('EXPIRED'), {
      timeout: 20_000,
      interval: 50,
    });
    const ended = await world.attempt(attempt.id);
    expect(ended.resolvedAt!.getTime(), 'by the time of the demo').toBeGreaterThan(Date.now() + DAY_MS - 60_000);
    expect(worker.output()).not.toMatch(/"level":(50|60)/);
  } finally {
    await worker.stop();
    await world.stop();
  }
});
