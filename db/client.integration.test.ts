/** Connections that are cut off: what was under way is told so, and the pool is whole again at once. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { openDatabase, type Database, type DatabaseHandle } from './client';
import { arriveNow } from './turns';

const POOL_SIZE = 3;

let own: TestDatabase;
let handle: DatabaseHandle;
let db: Database;

beforeAll(async () => {
  own = await cloneDatabase();
  await own.db.execute(sql`create table marks (text text not null)`);
});
afterAll(() => own.drop());
beforeEach(() => {
  handle = openDatabase(own.url, { poolSize: POOL_SIZE });
  ({ db } = handle);
  return () => handle.close();
});

async function pidOf(tx: Database): Promise<number> {
  const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
  return Number(row!.pid);
}

/** As a failover, a power cut or an administrator does. */
const cut = (pid: number) => own.db.execute(sql`select pg_terminate_backend(${pid}::int)`);

const marks = async () => (await own.db.execute<{ text: string }>(sql`select text from marks`)).map(({ text }) => text);

async function expectWhole(): Promise<void> {
  const began = performance.now();
  const answers = await Promise.all(
    Array.from({ length: POOL_SIZE * 3 }, (_, place) =>
      db.transaction(async (tx) => (await tx.execute<{ n: number }>(sql`select ${place}::int as n`))[0]!.n),
    ),
  );
  expect(answers).toEqual(Array.from({ length: POOL_SIZE * 3 }, (_, place) => place));
  expect(performance.now() - began).toBeLessThan(5_000);
}

describe('a connection that is cut off', () => {
  test('during a statement of a transaction is told there, and costs the pool nothing, however often', async () => {
    for (let time = 0; time < POOL_SIZE * 2; time += 1) {
      let pid = 0;
      const told = expect(
        db.transaction(async (tx) => {
          pid = await pidOf(tx);
          await tx.execute(sql`select pg_sleep(20)`);
        }),
      ).rejects.toThrow();
      await expect.poll(() => pid).not.toBe(0);
      await cut(pid);
      await told;
    }
    await expectWhole();
  });

  test('between two statements lets nothing more of that transaction be written, by itself or in another’s', async () => {
    let told: unknown = null;
    let isTold = false; // whoever waits for the transaction has heard of its end
    const lost = db.transaction(async (tx) => {
      await tx.execute(sql`insert into marks (text) values ('before')`);
      await cut(await pidOf(tx));
      await expect.poll(() => isTold).toBe(true);
      const others = await Promise.all(
        Array.from({ length: POOL_SIZE }, () =>
          db.transaction(async (other) => {
            const late = tx.execute(sql`insert into marks (text) values ('after')`);
            await late.then(
              () => (told = 'written'),
              (error: unknown) => (told = error),
            );
            return (await other.execute<{ n: number }>(sql`select 7 as n`))[0]!.n;
          }),
        ),
      );
      expect(others).toEqual(others.map(() => 7));
    });
    lost.catch(() => (isTold = true));
    await expect(lost).rejects.toThrow();
    await expect.poll(() => told).toMatchObject({ cause: { name: 'ConnectionLostError' } });
    expect(await marks()).toEqual([]);
    await expectWhole();
  });

  test('while it rests is replaced', async () => {
    const pids = await Promise.all(Array.from({ length: POOL_SIZE }, () => db.transaction((tx) => pidOf(tx))));
    for (const pid of pids) await cut(pid);
    await expect
      .poll(() =>
        db.execute(sql`select 1`).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    await expectWhole();
  });
});

test('a savepoint that fails is rolled back, and its transaction goes on', async () => {
  await db.transaction(async (tx) => {
    await tx.execute(sql`insert into marks (text) values ('kept')`);
    await expect(
      tx.transaction(async (savepoint) => {
        await savepoint.execute(sql`insert into marks (text) values ('undone')`);
        throw new Error('a reason');
      }),
    ).rejects.toThrow('a reason');
    await tx.execute(sql`insert into marks (text) values ('kept as well')`);
  });
  expect(await marks()).toEqual(['kept', 'kept as well']);
});

describe('a crowd', () => {
  test('is served in the order in which it came: the first is done while the last still waits', async () => {
    const crowd = POOL_SIZE * 10;
    let begun = 0;
    const begunAtEnd: number[] = [];
    const request = () =>
      arriveNow(async () => {
        for (let statement = 0; statement < 5; statement += 1) {
          await db.execute(sql`select ${statement}::int`);
          if (statement === 0) begun += 1;
        }
        begunAtEnd.push(begun);
      });
    await Promise.all(Array.from({ length: crowd }, request));
    expect(begunAtEnd[0], 'of those who came, when the first is done').toBeLessThanOrEqual(POOL_SIZE * 3);
    expect(begunAtEnd.at(-1)).toBe(crowd);
  });

  test('that waits while a connection is cut off is served by the next pool', async () => {
    const pids: number[] = [];
    const holding = Array.from({ length: POOL_SIZE }, () =>
      db.transaction(async (tx) => {
        pids.push(await pidOf(tx));
        await tx.execute(sql`select pg_sleep(20)`);
      }),
    );
    const told = Promise.all(holding.map((one) => expect(one).rejects.toThrow()));
    await expect.poll(() => pids.length).toBe(POOL_SIZE);
    const waiting = Array.from({ length: POOL_SIZE }, () => pidOf(db));
    await cut(pids[0]!);
    expect((await Promise.all(waiting)).some((pid) => pids.includes(pid))).toBe(false);
    for (const pid of pids.slice(1)) await cut(pid);
    await told;
  });
});
