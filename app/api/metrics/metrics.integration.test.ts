import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchanges } from '@/db/schema/evidence';
import { webhookDeliveries, webhookEndpoints, webhookEvents } from '@/db/schema/webhooks';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { newId } from '@/lib/kit/ids';
import { FORWARDED_HEADER } from '@/lib/web/address';
import { get, startTestRuntime } from '@/lib/web/test-runtime';
import { GET as metrics } from './route';

let database: TestDatabase;
let stop: () => Promise<void>;
beforeAll(async () => {
  database = await cloneDatabase();
  ({ stop } = startTestRuntime(database.url));
});
afterAll(async () => {
  await stop();
  await database.drop();
});

const MINUTE_MS = 60_000;
const loopback = { address: '127.0.0.1' };

function addCall(api: string, outcome: string, agoMs: number, said: { code?: string; verdict?: string } = {}) {
  const at = new Date(Date.now() - agoMs);
  return database.db.insert(exchanges).values({
    id: newId('exg', at.getTime()),
    api,
    subjectId: 'a test',
    startedAt: at,
    finishedAt: at,
    durationMs: 0,
    path: '/',
    signatureVerdict: said.verdict ?? 'valid',
    resultCode: said.code ?? null,
    outcome,
    headersMasked: { request: {}, response: {} },
    requestSealed: 'v1.k1.none',
    requestMasked: '{}',
  });
}

describe('figures without a token', () => {
  it('are for this machine, and not for the world behind a proxy on it', async () => {
    expect((await get(metrics, loopback)).status).toBe(200);
    expect((await get(metrics, { ...loopback, headers: { [FORWARDED_HEADER]: '1' } })).status).toBe(403);
    expect((await get(metrics, { address: '203.0.113.7' })).status).toBe(403);
  });

  it('tell how many events wait, and to how many endpoints nothing gets through', async () => {
    const now = new Date();
    const moments = { createdAt: now, updatedAt: now };
    const [endpointId, eventId] = [newId('whe', now.getTime()), newId('evt', now.getTime())];
    await database.db.insert(webhookEndpoints).values({
      id: endpointId,
      url: 'https://example.com/',
      events: ['order.failed'],
      secretSealed: 'v1.k1.none',
      status: 'ACTIVE',
      failingSince: now,
      createdBy: 'a test',
      ...moments,
    });
    await database.db
      .insert(webhookEvents)
      .values({ id: eventId, type: 'order.failed', subjectId: 'a test', body: '{}', createdAt: now });
    await database.db
      .insert(webhookDeliveries)
      .values({ id: newId('dlv', now.getTime()), eventId, endpointId, status: 'PENDING', giveUpAt: now, ...moments });
    const text = await (await get(metrics, loopback)).text();
    expect(text).toContain('\nmandate_webhook_deliveries_waiting 1\n');
    expect(text).toContain('\nmandate_webhook_endpoints_failing 1\n');
  });

  it('tell the calls to Alipay of the last hour, whichever process made them', async () => {
    await addCall('pay', 'succeeded', MINUTE_MS);
    await addCall('pay', 'succeeded', 59 * MINUTE_MS);
    await addCall('pay', 'unknown', 2 * MINUTE_MS);
    await addCall('pay', 'failed', 61 * MINUTE_MS);
    const text = await (await get(metrics, loopback)).text();
    const told = text.split('\n').filter((line) => line.startsWith('mandate_gateway_calls'));
    expect(told.toSorted()).toEqual([
      'mandate_gateway_calls_last_hour{api="pay",outcome="succeeded"} 2',
      'mandate_gateway_calls_last_hour{api="pay",outcome="unknown"} 1',
    ]);
  });

  it('count the signed answers whose code is in no table of ours', async () => {
    await addCall('pay', 'failed', MINUTE_MS, { code: 'NEVER_HEARD_OF' });
    await addCall('pay', 'unknown', MINUTE_MS, { code: 'HEARD_OF_ONCE' });
    // Known to pay, but no code of a question.
    await addCall('inquiryPayment', 'failed', MINUTE_MS, { code: 'USER_BALANCE_NOT_ENOUGH' });
    await addCall('pay', 'failed', MINUTE_MS, { code: 'USER_BALANCE_NOT_ENOUGH' });
    await addCall('pay', 'unknown', MINUTE_MS, { code: 'CLAIMED_BY_ANYBODY', verdict: 'invalid' });
    await addCall('pay', 'failed', 61 * MINUTE_MS, { code: 'LONG_AGO' });
    const text = await (await get(metrics, loopback)).text();
    const told = text.split('\n').filter((line) => line.startsWith('mandate_gateway_unlisted'));
    expect(told.toSorted()).toEqual([
      'mandate_gateway_unlisted_codes_last_hour{api="inquiryPayment"} 1',
      'mandate_gateway_unlisted_codes_last_hour{api="pay"} 2',
    ]);
    expect(text).toContain('mandate_gateway_calls_last_hour{api="pay",outcome="failed"} 2');
  });
});
