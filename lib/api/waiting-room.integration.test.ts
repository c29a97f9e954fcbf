/** Those who wait for a result wait together, are told of it, and cost the database one question per turn. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Database } from '@/db/client';
import { apiFor, type ApiClient } from '@/e2e/test-api';
import { RICH_TRUEMONEY, startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Id } from '@/lib/kit/ids';
import { WaitingRoom, type Awaited } from './waiting-room';

/** Longer than any of these tests: who waits so long was not told. */
const LONG_MS = 50_000;
/** For a busy machine: the condition is what ends the waiting. */
const PATIENCE = { timeout: 20_000 };
/** As the room has it. */
const TURN_MS = 100;
const PLACES = 100;

let world: TestWorld;
let api: ApiClient;
let customer: TestCustomer;
let walletId: Id<'wal'>;

beforeAll(async () => {
  world = await startTestWorld();
  api = await apiFor(world.runtime);
  customer = await world.newCustomer();
  walletId = await world.linkWallet(customer, RICH_TRUEMONEY, 'TRUEMONEY');
});
afterAll(() => world.stop());
afterEach(() => void vi.useRealTimers());

let count = 0;
async function placed(): Promise<string> {
  count += 1;
  const amount = { currency: 'THB', value: '70000' };
  const { customerId } = customer;
  const answer = await api.post('/orders', {
    customerId,
    walletId,
    referenceOrderId: `W-${count}`,
    amount,
    description: 'Tea',
  });
  return answer.body.id;
}

async function paid(): Promise<string> {
  const id = await placed();
  await world.runJobs();
  return id;
}

/** A database that counts what it is asked; `answer` takes its place. */
function counted(answer?: () => Promise<unknown>): { readonly db: Database; readonly asked: () => number } {
  let asked = 0;
  const db: Database = Object.create(world.db, {
    execute: {
      value: (query: never) => {
        asked += 1;
        return answer ? answer() : world.db.execute(query);
      },
    },
  });
  return { db, asked: () => asked };
}

/** What is not known yet, of each kind. */
const OPEN: Readonly<Record<Awaited, () => Promise<string>>> = {
  order: placed,
  async cancel() {
    const id = await paid();
    await api.post(`/orders/${id}/cancel`);
    return id;
  },
  refund: async () => (await api.post(`/orders/${await paid()}/refunds`)).body.id,
  async wallet() {
    const id = await world.linkWallet(customer);
    await api.post(`/wallets/${id}/revoke`);
    return id;
  },
};

describe('who waits', () => {
  test.each(Object.keys(OPEN) as Awaited[])(
    'for the end of a %s is told when it is known, and not before',
    async (what) => {
      const id = await OPEN[what]();
      const { db, asked } = counted();
      const room = new WaitingRoom(db);
      const end = vi.fn<(settled: boolean) => void>();
      void room.wait(what, id, LONG_MS).then(end);
      await expect.poll(asked, PATIENCE).toBeGreaterThan(1);
      expect(end).not.toHaveBeenCalled();
      await world.runJobs();
      await vi.waitFor(() => expect(end).toHaveBeenCalledWith(true), PATIENCE);
    },
  );

  test('for what is known already is told in the first turn', async () => {
    const { db, asked } = counted();
    expect(await new WaitingRoom(db).wait('order', await paid(), LONG_MS)).toBe(true);
    expect(asked()).toBe(1);
  });

  test('is answered when the time is over', async () => {
    expect(await new WaitingRoom(world.db).wait('order', await placed(), 20)).toBe(false);
    await world.runJobs();
  });

  test('and leaves is not waited for; who has left before is not even asked about', async () => {
    const { db, asked } = counted();
    const room = new WaitingRoom(db);
    expect(await room.wait('order', 'ord_nobody', LONG_MS, AbortSignal.abort())).toBe(false);
    expect(asked()).toBe(0);
    const leaving = new AbortController();
    const ended = room.wait('order', 'ord_nobody', LONG_MS, leaving.signal);
    await expect.poll(asked, PATIENCE).toBeGreaterThan(0);
    leaving.abort();
    expect(await ended).toBe(false);
  });

  test('is told in a later turn when the database did not answer in one', async () => {
    let isAway = true;
    const id = await paid();
    const { db, asked } = counted(() => (isAway ? Promise.reject(new Error('away')) : Promise.resolve([{ id }])));
    const ended = new WaitingRoom(db).wait('order', id, LONG_MS);
    await expect.poll(asked, PATIENCE).toBeGreaterThan(1);
    isAway = false;
    expect(await ended).toBe(true);
  });
});

describe('all who wait together', () => {
  test('cost one question per turn and kind, and each is told of its own', async () => {
    const [first, second] = [await placed(), await placed()];
    const { db, asked } = counted();
    const room = new WaitingRoom(db);
    const leaving = new AbortController();
    const startedMs = performance.now();
    const ended = Array.from({ length: 90 }, (_, place) =>
      room.wait('order', place % 3 === 0 ? first : second, LONG_MS),
    );
    const never = room.wait('order', 'ord_nobody', LONG_MS, leaving.signal);
    await expect.poll(asked, { ...PATIENCE, interval: 5 }).toBeGreaterThanOrEqual(4);
    const turns = (performance.now() - startedMs) / TURN_MS + 1;
    expect(asked()).toBeLessThanOrEqual(Math.ceil(turns));
    await world.runJobs();
    expect(new Set(await Promise.all(ended))).toEqual(new Set([true]));
    leaving.abort();
    expect(await never).toBe(false);
  });

  test('are a hundred; the next is answered at once, until one has left', async () => {
    const { db } = counted(() => Promise.resolve([]));
    const room = new WaitingRoom(db);
    const leaving = Array.from({ length: PLACES }, () => new AbortController());
    const ended = leaving.map(({ signal }) => room.wait('refund', 'ref_nobody', LONG_MS, signal));
    const first = await Promise.race([
      room.wait('order', 'ord_nobody', LONG_MS),
      ...ended.map((one) => one.then(() => 'left')),
    ]);
    expect(first).toBe(false);
    leaving[0]!.abort();
    await ended[0];
    const told = vi.fn<(settled: boolean) => void>();
    const last = new AbortController();
    const taken = room.wait('order', 'ord_nobody', LONG_MS, last.signal).then(told);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).not.toHaveBeenCalled();
    for (const one of [...leaving, last]) one.abort();
    await Promise.all([...ended, taken]);
  });

  test('leave nothing behind: an empty room asks nothing and has no timer, and opens again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { db, asked } = counted(() => Promise.resolve([]));
    const room = new WaitingRoom(db);
    for (const questions of [3, 6]) {
      const ended = room.wait('order', 'ord_nobody', 2.5 * TURN_MS);
      await vi.advanceTimersByTimeAsync(3 * TURN_MS);
      expect(await ended).toBe(false);
      expect([asked(), vi.getTimerCount()]).toEqual([questions, 0]);
      await vi.advanceTimersByTimeAsync(10 * TURN_MS);
      expect(asked()).toBe(questions);
    }
  });
});
