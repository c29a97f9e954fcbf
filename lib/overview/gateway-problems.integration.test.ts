/** What is wrong between us and Alipay reaches the dashboard's home, and goes when it is over. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configurationStops } from '@/db/schema/configuration';
import { workerPools } from '@/db/schema/instance';
import { refusedNotifications } from '@/db/schema/notifications';
import { startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { FAILURES_TO_OPEN } from '@/lib/alipay/circuit';
import { probeConfiguration } from '@/lib/configuration/probe';
import { stopDebits } from '@/lib/configuration/stop-debits';
import { listEndedStops, readConfigurationStop } from '@/lib/configuration/views';
import type { Context } from '@/lib/context';
import { createLogger } from '@/lib/kit/log';
import { readOrderTruth } from '@/lib/orders/truth';
import { readCustomerOrder } from '@/lib/orders/views';
import { chargeOrder } from '@/lib/payments/charge';
import { beat } from '@/lib/worker/heartbeat';
import { readDayOverview } from './views';

let world: TestWorld;
let lea: TestCustomer;
beforeAll(async () => {
  world = await startTestWorld();
  lea = await world.newCustomer();
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  await world.db.delete(configurationStops);
  await world.db.delete(workerPools);
  await world.db.delete(refusedNotifications);
  await world.simulator.control.clearFaults();
});

const trouble = () =>
  ({ code: 'KEY_NOT_FOUND', api: 'pay', signed: false, keyVersion: null, startedAt: world.system.now() }) as const;
const NOT_OURS = ['no_worker', 'debits_paused', 'work_without_job', 'notifications_waiting'];

async function problems(ctx: Context = world.staff) {
  const { problems } = await readDayOverview(ctx, { zone: 'UTC' });
  return problems.filter(({ kind }) => !NOT_OURS.includes(kind));
}

/** What Alipay would write with a key of which we know nothing. */
function speakWith(version: string, body: object) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spoken = world.simulator.speak('payments', body);
  const { 'client-id': clientId, 'request-time': time } = spoken.headers;
  const said = `POST /api/alipay/notifications/payments\n${clientId}.${time}.${spoken.body}`;
  const value = encodeURIComponent(sign('sha256', Buffer.from(said), privateKey).toString('base64'));
  const signature = `algorithm=RSA256,keyVersion=${version},signature=${value}`;
  return { ...spoken, headers: { ...spoken.headers, signature } };
}

test('on a good day there is nothing', async () => {
  expect(await problems()).toEqual([]);
  expect(await readConfigurationStop(world.staff)).toBeNull();
});

describe('while Alipay refuses our configuration', () => {
  test('the home says since when and how many debits wait, and afterwards that it is over', async () => {
    const placed = await world.buy(lea, await world.linkWallet(lea));
    await stopDebits(world.system, trouble());
    const day = await readDayOverview(world.staff, { zone: 'UTC' });
    const since = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(await problems()).toEqual([
      { id: 'stop', kind: 'configuration_wrong', since, count: 1, note: 'KEY_NOT_FOUND' },
    ]);
    expect(day.configurationStop).toMatchObject({ code: 'KEY_NOT_FOUND', api: 'pay', waiting: 1, probes: 0 });

    await probeConfiguration(world.system);
    expect(await problems()).toEqual([]);
    expect(await listEndedStops(world.staff)).toMatchObject([{ code: 'KEY_NOT_FOUND', since, until: since }]);
    world.moveClock(25 * 3_600_000);
    expect(await listEndedStops(world.staff)).toEqual([]);
    world.moveClock(null);
    await chargeOrder(world.system, placed.id);
  });

  test('a customer sees an order that waits, not one that failed; staff sees why', async () => {
    const placed = await world.buy(lea, await world.linkWallet(lea));
    expect(await readCustomerOrder(lea.ctx, placed.orderId)).toMatchObject({ status: 'INIT', waits: false });
    await stopDebits(world.system, trouble());
    await chargeOrder(world.system, placed.id);
    expect(await readCustomerOrder(lea.ctx, placed.orderId)).toMatchObject({
      status: 'INIT',
      waits: true,
      failure: null,
    });
    expect(await readOrderTruth(world.staff, placed.orderId)).toMatchObject({ debitsStopped: true });

    await probeConfiguration(world.system);
    await chargeOrder(world.system, placed.id);
    expect(await readCustomerOrder(lea.ctx, placed.orderId)).toMatchObject({ status: 'SUCCESS', waits: false });
  });

  test('a customer is told nothing of our keys', async () => {
    await stopDebits(world.system, trouble());
    await expect(readConfigurationStop(lea.ctx)).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

describe('the way to Alipay', () => {
  test('is told from the worker that lives, with its reason, and not from one that is gone', async () => {
    const log = createLogger('test', 'silent');
    const since = new Date('2026-11-23T10:00:00Z');
    const keys = world.runtime.keysInUse();
    await beat(world.db, { id: 'pool', circuit: { state: 'half_open', since, reason: 'http_502' }, keys }, log);
    expect(await problems()).toMatchObject([
      { kind: 'gateway_circuit_open', since: since.toISOString(), note: 'http_502' },
    ]);
    await world.db.execute(sql`update worker_pools set seen_at = now() - interval '21 seconds'`);
    expect(await problems()).toEqual([]);
  });

  test('is told from web itself, where wallets are linked', async () => {
    const runtime = world.startAnother();
    await world.simulator.control.fault({ do: 'http_500_before', match: { api: 'inquiryPayment' } });
    for (let lost = 0; lost < FAILURES_TO_OPEN; lost += 1) {
      await runtime.gateway.inquiryPayment({ paymentRequestId: 'pay_1' });
    }
    const ctx = runtime.contextFor(world.staff.actor);
    expect(await problems(ctx)).toMatchObject([{ kind: 'gateway_circuit_open', note: 'http_500' }]);
    expect(await problems(), 'another process has its own').toEqual([]);
  });
});

test('a changed key that one of the processes could not take is told, with the sentence about its file', async () => {
  const problem = 'ALIPAY_PUBLIC_KEYS cannot be used: key version 1 is given twice.';
  const keys = { ...world.runtime.keysInUse(), problem, problemSince: '2026-11-23T10:00:00.000Z' };
  const circuit = { state: 'closed', since: null, reason: null };
  await beat(world.db, { id: 'pool', circuit, keys }, createLogger('test', 'silent'));
  expect(await problems()).toMatchObject([
    { kind: 'key_file_refused', since: '2026-11-23T10:00:00.000Z', count: 1, note: problem },
  ]);
  await beat(world.db, { id: 'pool', circuit, keys: world.runtime.keysInUse() }, createLogger('test', 'silent'));
  expect(await problems()).toEqual([]);
});

describe('mail that does not verify', () => {
  test('under a key that is not installed is told at once by its version, and no more when it is', async () => {
    expect(await world.deliver(speakWith('2', { notifyType: 'PAYMENT_RESULT' }))).toMatchObject({
      reason: 'unknown_key',
    });
    expect(await problems()).toMatchObject([{ kind: 'notification_key_unknown', count: 1, note: '2' }]);

    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const mended = world.startAnother({ ALIPAY_PUBLIC_KEYS: `1:${key},2:${key}` });
    expect(await problems(mended.contextFor(world.staff.actor))).toEqual([]);
    world.moveClock(25 * 3_600_000);
    expect(await problems(), 'a day later it is the past').toEqual([]);
  });

  test('is told from the tenth forged notification within an hour on', async () => {
    const kept = (count: number) =>
      world.db.execute(sql`insert into refused_notifications (id, kind, reason, body_masked, received_at)
        select 'ntf_' || gen_random_uuid(), 'payments', 'bad_signature', '{}', now() from generate_series(1, ${count}::int)`);
    await kept(9);
    expect(await problems()).toEqual([]);
    await kept(1);
    expect(await problems()).toMatchObject([{ kind: 'signatures_invalid', count: 10 }]);
    world.moveClock(3_600_001);
    expect(await problems()).toEqual([]);
  });

  test('is told from the third forged answer within an hour on: we had called that address ourselves', async () => {
    const placed = await world.buy(lea, await world.linkWallet(lea));
    await world.simulator.control.fault({ do: 'bad_signature', match: { api: 'pay' }, times: 1 });
    await chargeOrder(world.system, placed.id);
    expect(await problems()).toEqual([]);
    await world.db
      .execute(sql`insert into exchanges select (jsonb_populate_record(e, jsonb_build_object('id', 'exg_' || n))).*
      from exchanges e, generate_series(1, 2) n where e.signature_verdict = 'invalid'`);
    expect(await problems()).toMatchObject([{ kind: 'signatures_invalid', count: 3 }]);
  });
});
