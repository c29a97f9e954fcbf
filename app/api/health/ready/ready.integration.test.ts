import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configurationStops } from '@/db/schema/configuration';
import { workerPools } from '@/db/schema/instance';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { FAILURES_TO_OPEN } from '@/lib/alipay/circuit';
import { stopDebits } from '@/lib/configuration/stop-debits';
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
    expect(await (await get(ready)).json()).toMatchObject({ status: 'ready', workerSeenAt: null, circuit: 'closed' });
    const keys = { signsWith: '1', holds: ['1', '2'], problem: 'a sentence', problemSince: null };
    const circuit = { circuit: 'open', circuitSince: new Date('2026-11-23T10:00:00Z'), circuitReason: 'timeout' };
    await database.db.insert(workerPools).values([
      { poolId: 'a', startedAt: sql`now()`, seenAt: sql`now()`, ...circuit, keys },
      { poolId: 'dead', startedAt: sql`now()`, seenAt: sql`now() - interval '1 hour'`, circuit: 'half_open' },
    ]);
    const response = await get(ready);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ready',
      database: 'ok',
      migrations: 'ok',
      workerSeenAt: expect.stringMatching(/^\d{4}-.*Z$/),
      circuit: 'open',
      circuits: [
        { process: 'web', state: 'closed', since: null, reason: null },
        { process: 'worker', state: 'open', since: '2026-11-23T10:00:00.000Z', reason: 'timeout' },
      ],
      keys: [
        { process: 'web', signsWith: '1', holds: ['1'], sound: true },
        { process: 'worker', signsWith: '1', holds: ['1', '2'], sound: false },
      ],
      debitsStopped: null,
    });
    await database.db.delete(workerPools);
    await stop();
  });

  it("tells of web's own way to the gateway: linking is done by web", async () => {
    const { runtime, stop } = startTestRuntime(database.url);
    for (let lost = 0; lost < FAILURES_TO_OPEN; lost += 1) {
      await runtime.gateway.inquiryPayment({ paymentRequestId: 'pay_1' });
    }
    const response = await get(ready);
    expect(response.status).toBe(200);
    const since = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(await response.json()).toMatchObject({
      circuit: 'open',
      circuits: [{ process: 'web', state: 'open', since, reason: 'connection_refused' }],
    });
    expect(await (await get(metrics, loopback)).text()).toContain('mandate_gateway_circuit_open{process="web"} 1');
    await stop();
  });

  it('tells that Alipay refuses our configuration, and serves on', async () => {
    const { runtime, stop } = startTestRuntime(database.url);
    const trouble = { code: 'KEY_NOT_FOUND', api: 'pay', signed: false, keyVersion: null, startedAt: new Date() };
    await stopDebits(runtime, trouble);
    const response = await get(ready);
    expect(response.status).toBe(200);
    const since = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(await response.json()).toMatchObject({ status: 'ready', debitsStopped: { since, code: 'KEY_NOT_FOUND' } });
    expect(await (await get(metrics, loopback)).text()).toContain('mandate_debits_stopped 1');
    await database.db.delete(configurationStops);
    await database.db.execute(sql`delete from graphile_worker._private_jobs`);
    expect(await (await get(metrics, loopback)).text()).toContain('mandate_debits_stopped 0');
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
    const seen = { poolId: 'a', startedAt: sql`now()`, seenAt: sql`now()` };
    await database.db.insert(workerPools).values(seen);
    const response = await get(metrics, loopback);
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('mandate_orders_last_day{status="INIT"} 0');
    expect(text).toContain('mandate_jobs_waiting 0');
    expect(text).toContain('mandate_key_file_refused{process="worker"} 0');
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
