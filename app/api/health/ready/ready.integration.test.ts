import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workerPools } from '@/db/schema/instance';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { get, startTestRuntime } from '@/lib/web/test-runtime';
import { GET as live } from '../live/route';
import { GET as metrics } from '../../metrics/route';
import { GET as ready } from './route';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

const loopback = { address: '127.0.0.1' };

describe('health', () => {
  it('is ready with database and migrations, and tells of the worker without needing one', async () => {
    const { stop } = startTestRuntime(database.url);
    expect(await (await get(ready)).json()).toMatchObject({ status: 'ready', workerSeenAt: null, circuit: 'unknown' });
    const seen = { poolId: 'a', startedAt: sql`now()`, seenAt: sql`now()`, circuit: 'open' };
    await database.db.insert(workerPools).values(seen);
    const response = await get(ready);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ready',
      database: 'ok',
      migrations: 'ok',
      workerSeenAt: expect.stringMatching(/^\d{4}-.*Z$/),
      circuit: 'open',
    });
    await stop();
  });

  it('is not ready without its newest migration', async () => {
    const { stop } = startTestRuntime(database.url);
    await database.db.execute(sql`update drizzle.__drizzle_migrations set created_at = created_at - 1`);
    const response = await get(ready);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'not_ready', migrations: 'missing' });
    await database.db.execute(sql`update drizzle.__drizzle_migrations set created_at = created_at + 1`);
    await stop();
  });

  it('is live and not ready without a database', async () => {
    const { stop } = startTestRuntime();
    expect((await get(live)).status).toBe(200);
    const response = await get(ready);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'not_ready', database: 'unreachable' });
    await stop();
  });
});

describe('metrics', () => {
  it('are open to this machine alone without a token', async () => {
    const { stop } = startTestRuntime(database.url);
    expect((await get(metrics, { address: '203.0.113.7' })).status).toBe(403);
    const response = await get(metrics, loopback);
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('mandate_orders_last_day{status="INIT"} 0');
    expect(text).toContain('mandate_jobs_waiting 0');
    expect(text).toContain('mandate_worker_last_seen_seconds');
    expect(text).toContain('process_cpu_user_seconds_total');
    await stop();
  });

  it('are open to whoever shows the token, and then to nobody else', async () => {
    const { stop } = startTestRuntime(database.url, { METRICS_TOKEN: 'a-token-of-tests-long-enough' });
    const bearer = (token: string) => get(metrics, { headers: { authorization: `Bearer ${token}` } });
    expect((await bearer('a-token-of-tests-long-enough')).status).toBe(200);
    expect((await bearer('another')).status).toBe(403);
    expect((await get(metrics, loopback)).status).toBe(403);
    await stop();
  });
});
