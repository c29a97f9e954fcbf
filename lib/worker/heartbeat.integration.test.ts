/** Jobs of the dead are freed, jobs of the living are not. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { run, type WorkerEvents } from 'graphile-worker';
import { EventEmitter } from 'node:events';
import { addJob } from '@/db/queue';
import { workerPools } from '@/db/schema/instance';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { createLogger } from '@/lib/kit/log';
import { beat, leave } from './heartbeat';

let database: TestDatabase;
const log = createLogger('test', 'silent');
const closed = { state: 'closed', since: null, reason: null };
const keys = { signsWith: '1', holds: ['1'], problem: null, problemSince: null };

beforeAll(async () => void (database = await cloneDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.delete(workerPools);
  await database.db.execute(sql`delete from graphile_worker._private_jobs`);
});

async function lockedJob(key: string, worker: string, secondsAgo: number): Promise<void> {
  await addJob(database.db, 'sweep', {}, { key });
  await database.db.execute(sql`update graphile_worker._private_jobs
    set locked_by = ${worker}, locked_at = now() - make_interval(secs => ${secondsAgo}) where key = ${key}`);
}

async function ownerOf(key: string): Promise<string | null> {
  const [row] = await database.db.execute<{ owner: string | null }>(
    sql`select locked_by as owner from graphile_worker._private_jobs where key = ${key}`,
  );
  return row!.owner;
}

const silence = (poolId: string, seconds: number) =>
  database.db.execute(
    sql`update worker_pools set seen_at = now() - make_interval(secs => ${seconds}) where pool_id = ${poolId}`,
  );

test('the jobs of a pool that fell silent are free for whoever lives', async () => {
  await beat(database.db, { id: 'dead', circuit: closed, keys }, log);
  await lockedJob('one', 'dead', 20);
  await lockedJob('two', 'dead', 20);
  await silence('dead', 16);
  await beat(database.db, { id: 'living', circuit: closed, keys }, log);

  expect(await ownerOf('one')).toBeNull();
  expect(await ownerOf('two')).toBeNull();
  expect(await database.db.select({ id: workerPools.poolId }).from(workerPools)).toEqual([{ id: 'living' }]);
});

test('a living pool keeps its jobs, however long they take', async () => {
  await beat(database.db, { id: 'slow', circuit: closed, keys }, log);
  await lockedJob('long', 'slow', 3_600);
  await silence('slow', 10);
  await beat(database.db, { id: 'living', circuit: closed, keys }, log);
  expect(await ownerOf('long')).toBe('slow');
});

test('a worker that died before its first beat is found by the age of its locks, and a young lock is left', async () => {
  await lockedJob('old', 'nobody', 16);
  await lockedJob('young', 'newcomer', 5);
  await beat(database.db, { id: 'living', circuit: closed, keys }, log);
  expect(await ownerOf('old')).toBeNull();
  expect(await ownerOf('young')).toBe('newcomer');
});

test('a pool tells how its way to the gateway is and which keys it uses, and nothing more once it has said good-bye', async () => {
  const since = new Date('2026-11-23T10:00:00Z');
  await beat(database.db, { id: 'pool', circuit: { state: 'open', since, reason: 'timeout' }, keys }, log);
  expect(await database.db.select().from(workerPools)).toMatchObject([
    { circuit: 'open', circuitSince: since, circuitReason: 'timeout', keys },
  ]);
  await beat(database.db, { id: 'pool', circuit: closed, keys }, log);
  expect(await database.db.select().from(workerPools)).toMatchObject([{ circuit: 'closed', circuitReason: null }]);
  await leave(database.db, 'pool');
  expect(await database.db.select().from(workerPools)).toEqual([]);
});

test('many pools that beat at once do not trip over the dead', async () => {
  await beat(database.db, { id: 'dead', circuit: closed, keys }, log);
  await lockedJob('one', 'dead', 20);
  await silence('dead', 30);
  const pools = Array.from({ length: 8 }, (_, place) => ({
    id: `p${place}`,
    circuit: closed,
    keys,
  }));
  await Promise.all(pools.map((pool) => beat(database.db, pool, log)));
  expect(await ownerOf('one')).toBeNull();
});

test('a job of a living runner that takes longer than the silence is neither freed nor run twice', async () => {
  const poolIds: string[] = [];
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => poolIds.push(workerPool.id));
  let runs = 0;
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => (release = resolve));
  await addJob(database.db, 'sweep', {}, { key: 'slow' });
  const runner = await run({
    connectionString: database.url,
    events,
    noHandleSignals: true,
    taskList: { sweep: async () => ((runs += 1), held) },
  });
  try {
    await vi.waitFor(() => expect(runs).toBe(1), 5_000);
    await database.db.execute(sql`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'`);
    for (const id of poolIds) await beat(database.db, { id, circuit: closed, keys }, log);
    const [job] = await database.db.execute<{ owner: string | null }>(
      sql`select locked_by as owner from graphile_worker._private_jobs where locked_at is not null`,
    );
    expect(poolIds).toContain(job?.owner);
    expect(runs).toBe(1);
  } finally {
    release();
    await runner.stop();
  }
});
