/** Our configuration at Alipay is wrong: new debits wait, nothing fails, and all goes on by itself when it is mended. */
import { generateKeyPairSync } from 'node:crypto';
import { asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { addJob } from '@/db/queue';
import { auditLog } from '@/db/schema/audit';
import { configurationStops } from '@/db/schema/configuration';
import { exchanges } from '@/db/schema/evidence';
import { judge } from '@/e2e/chaos/judge';
import { orderOf, startTestWorld, type Payment, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { deferred } from '@/lib/alipay/testing';
import type { Actor } from '@/lib/auth/actor';
import type { Context } from '@/lib/context';
import { chargeOrder } from '@/lib/payments/charge';
import { findWorkWithoutJob } from '@/lib/overview/work-without-job';
import { inquirePayment } from '@/lib/payments/inquire';
import { debitsStopped } from './debits-stopped';
import { probeConfiguration } from './probe';
import { probeNow } from './probe-now';
import { stopDebits } from './stop-debits';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const STRANGE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const STRANGE_PUBLIC_KEY = publicKey.export({ type: 'spki', format: 'pem' }).toString();
/** Processes whose configuration is wrong, each in its own way. */
const WRONG_KEY = { ALIPAY_MERCHANT_PRIVATE_KEY: STRANGE_KEY };
const WRONG_VERSION = { ALIPAY_KEY_VERSION: '7' };
const WRONG_CLIENT = { ALIPAY_CLIENT_ID: 'SANDBOX_5YSOMEBODYELSE00' };
const LACKS_ALIPAYS_KEY = { ALIPAY_PUBLIC_KEYS: `9:${STRANGE_PUBLIC_KEY}` };

let world: TestWorld;
let customer: TestCustomer;
beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  await world.simulator.control.clearFaults();
  await world.simulator.control.set({ notifications: 'off', payAnswer: 'immediate', settleMs: 0 });
  await world.db.delete(configurationStops);
  await world.db.execute(sql`delete from graphile_worker._private_jobs`);
  customer = await world.newCustomer();
});

const buy = async (): Promise<Payment> => world.buy(customer, await world.linkWallet(customer));
const processOf = (variables: Record<string, string>): Context =>
  world.startAnother(variables).contextFor({ kind: 'system', name: 'worker' });
const payCalls = (payment: Payment) => world.simulator.control.calls('pay', payment.paymentRequestId);
const stops = () => world.db.select().from(configurationStops).orderBy(asc(configurationStops.id));

async function openStop() {
  const [open] = await world.db.select().from(configurationStops).where(isNull(configurationStops.resolvedAt));
  return open ?? null;
}

async function jobsOf(key: string): Promise<{ runAt: Date }[]> {
  const rows = await world.db.execute<{ runAt: string }>(
    sql`select run_at as "runAt" from graphile_worker.jobs where key = ${key} and locked_at is null`,
  );
  return rows.map(({ runAt }) => ({ runAt: new Date(runAt) }));
}

async function isDue(key: string): Promise<boolean> {
  const [job] = await jobsOf(key);
  return job !== undefined && job.runAt.getTime() <= Date.now();
}

describe('a debit that is refused because of our configuration', () => {
  test.each([
    ['INVALID_SIGNATURE', WRONG_KEY],
    ['KEY_NOT_FOUND', WRONG_VERSION],
    ['UNKNOWN_CLIENT', WRONG_CLIENT],
  ])('stops the others and does not fail: nobody signed %s', async (code, variables) => {
    const [met, next] = [await buy(), await buy()];
    const ctx = processOf(variables);
    await chargeOrder(ctx, met.id);

    expect(await world.payment(met.id)).toMatchObject({
      status: 'INIT',
      failureCode: null,
      resolvedBy: null,
      sends: 1,
    });
    expect(await openStop()).toMatchObject({ code, api: 'pay', signed: false, seen: 1, resolvedAt: null });
    expect(await jobsOf('probe_configuration')).toHaveLength(1);

    expect(await chargeOrder(ctx, next.id)).toBe('stopped');
    expect(await chargeOrder(world.system, next.id), 'one stop for all processes').toBe('stopped');
    expect(await world.payment(next.id)).toMatchObject({ status: 'INIT', sentAt: null, bodySealed: null });
    expect((await orderOf(world.db, next)).status).toBe('INIT');
    expect(await payCalls(next)).toEqual([]);
  });

  test('is taken back and waits where Alipay signed the refusal: it created nothing', async () => {
    const placed = await buy();
    await world.simulator.control.fault({ do: 'code', code: 'ACCESS_DENIED', match: { api: 'pay' }, times: 1 });
    expect(await chargeOrder(world.system, placed.id)).toBe('refused');

    const waiting = await world.payment(placed.id);
    expect(waiting).toMatchObject({ status: 'INIT', failureCode: null, sentAt: null, sends: 0, bodySealed: null });
    expect(await openStop()).toMatchObject({ code: 'ACCESS_DENIED', api: 'pay', signed: true });
    expect(await jobsOf(`charge:${placed.id}`)).toHaveLength(1);
    expect(await chargeOrder(world.system, placed.id)).toBe('stopped');

    expect(await probeConfiguration(world.system)).toBe('resumed');
    await world.runJobs();
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', resolvedBy: 'response', sends: 1 });
  });

  test('is found unpaid by inquiry long after it was mended, and is then sent instead of failed', async () => {
    const placed = await buy();
    await chargeOrder(processOf(WRONG_KEY), placed.id);
    await world.db
      .execute(sql`update payments set sent_at = sent_at - interval '3 minutes', sent_real_at = sent_real_at - interval '3 minutes',
      expires_at = expires_at - interval '3 minutes' where id = ${placed.id}`);
    await inquirePayment(processOf(WRONG_KEY), placed.id);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sends: 1, inquiries: 1 });
    expect(await isDue(`inquire:${placed.id}`)).toBe(false);

    expect(await probeConfiguration(world.system)).toBe('resumed');
    expect(await isDue(`inquire:${placed.id}`), 'it is asked about at once').toBe(true);
    await world.runJobs();
    expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sentAt: null, failureCode: null });
    expect(await jobsOf(`charge:${placed.id}`)).toHaveLength(1);
    expect(await chargeOrder(world.system, placed.id)).toBe('sent');
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', failureCode: null });
  });

  test('and was acted upon all the same is found paid: the answer only could not be read', async () => {
    const placed = await buy();
    await chargeOrder(processOf(LACKS_ALIPAYS_KEY), placed.id);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT' });
    expect(await openStop()).toMatchObject({ code: 'ANSWER_KEY_UNKNOWN', keyVersion: '1', signed: false });
    await inquirePayment(world.system, placed.id);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', resolvedBy: 'inquiry', sends: 1 });
  });

  test('leaves the customer’s other work alone: orders are placed, and no work is without its job', async () => {
    await chargeOrder(processOf(WRONG_KEY), (await buy()).id);
    const placed = await buy();
    await world.runJobs();
    expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sentAt: null });
    world.moveClock(9 * 60_000);
    const { payments } = await findWorkWithoutJob(world.system);
    expect(payments.map(({ id }) => id)).not.toContain(placed.id);
  });
});

describe('the stop', () => {
  test('is raised once, however many processes hear of it at once', async () => {
    const placed = [await buy(), await buy(), await buy(), await buy(), await buy(), await buy()];
    const processes = placed.map(() => processOf(WRONG_VERSION));
    const before = await world.simulator.control.calls('pay');
    await Promise.all(placed.map(({ id }, place) => chargeOrder(processes[place]!, id)));
    const rows = await stops();
    expect(rows).toHaveLength(1);
    expect(await jobsOf('probe_configuration')).toHaveLength(1);
    const refused = (await world.simulator.control.calls('pay')).length - before.length;
    expect(refused).toBeGreaterThan(0);
    expect(rows[0]!.seen).toBe(refused);
  });

  test.each(['consult', 'applyToken', 'inquiryPayment', 'cancel'] as const)('is raised by %s too', async (api) => {
    const { gateway } = processOf(WRONG_KEY);
    if (api === 'consult') {
      const address = 'https://shop.example/return';
      await gateway.consult({
        brand: 'DANA',
        authState: 's',
        authRedirectUrl: address,
        authNotifyUrl: address,
        terminalType: 'WEB',
      });
    }
    if (api === 'applyToken')
      await gateway.applyToken({ grantType: 'AUTHORIZATION_CODE', brand: 'DANA', authCode: 'c' });
    if (api === 'inquiryPayment') await gateway.inquiryPayment({ paymentRequestId: 'pay_1' });
    if (api === 'cancel') await gateway.cancel({ paymentRequestId: 'pay_1' });
    expect(await openStop()).toMatchObject({ code: 'INVALID_SIGNATURE', api });
  });

  test('an attempt to link meets it kindly: it ends, and another may be begun', async () => {
    const shop = { ...customer, ctx: world.startAnother(WRONG_KEY).contextFor(customer.ctx.actor) };
    const { attempt } = await world.beginLink(shop);
    expect(attempt).toMatchObject({
      status: 'FAILED',
      failure: 'wallet_unavailable',
      gatewayCode: 'INVALID_SIGNATURE',
    });
    expect(await openStop()).toMatchObject({ api: 'consult' });
  });

  test('is not raised by one answer that does not verify, and is by five in a row', async () => {
    const ctx = processOf({});
    const ask = () => ctx.gateway.inquiryPayment({ paymentRequestId: 'pay_1' });
    const spoil = (times: number) => world.simulator.control.fault({ do: 'bad_signature', match: {}, times });
    await spoil(4);
    for (let asked = 0; asked < 5; asked += 1) await ask();
    expect(await openStop(), 'one that verifies begins the count anew').toBeNull();
    await spoil(5);
    for (let asked = 0; asked < 5; asked += 1) await ask();
    expect(await openStop()).toMatchObject({ code: 'ANSWERS_NOT_VERIFIED', keyVersion: '1' });
  });

  test('is raised by none of what concerns one request, one payment or the way', async () => {
    for (const code of ['PARAM_ILLEGAL', 'RISK_REJECT', 'SYSTEM_ERROR', 'USER_BALANCE_NOT_ENOUGH']) {
      await world.simulator.control.fault({ do: 'code', code, match: { api: 'pay' }, times: 1 });
      await chargeOrder(world.system, (await buy()).id);
    }
    await world.simulator.control.fault({ do: 'http_500_before', match: { api: 'pay' }, times: 1 });
    await chargeOrder(world.system, (await buy()).id);
    expect(await stops()).toEqual([]);
  });

  test('a process that cannot write it down still records what it heard', async () => {
    const ctx = processOf(WRONG_KEY);
    await world.db.execute(sql`alter table configuration_stops rename to configuration_stops_away`);
    const asked = await ctx.gateway.inquiryPayment({ paymentRequestId: 'pay_1' });
    await world.db.execute(sql`alter table configuration_stops_away rename to configuration_stops`);
    expect(asked.outcome).toMatchObject({ kind: 'unknown', code: 'INVALID_SIGNATURE' });
    expect(await stops()).toEqual([]);
  });
});

/** What a refused call would tell, had it begun just now. */
const trouble = (code = 'KEY_NOT_FOUND', startedAt = world.system.now()) =>
  ({ code, api: 'pay', signed: false, keyVersion: null, startedAt }) as const;

describe('the probe', () => {
  test('goes on in growing gaps while the configuration is wrong, and ends the stop with its times kept', async () => {
    await stopDebits(world.system, trouble());
    const ctx = processOf(WRONG_KEY);
    const gaps: number[] = [];
    for (let probe = 1; probe <= 8; probe += 1) {
      expect(await probeConfiguration(ctx)).toBe('still_stopped');
      const { nextProbeRealAt, lastProbedAt, ...row } = (await openStop())!;
      expect(row).toMatchObject({ probes: probe, lastProbe: 'INVALID_SIGNATURE', probingRealSince: null });
      gaps.push(nextProbeRealAt!.getTime() - lastProbedAt!.getTime());
      expect(await jobsOf('probe_configuration')).toEqual([{ runAt: nextProbeRealAt }]);
    }
    for (const [place, seconds] of [10, 20, 40, 80, 160, 300, 300, 300].entries()) {
      expect(gaps[place]).toBeGreaterThanOrEqual(seconds * 800);
      expect(gaps[place]).toBeLessThanOrEqual(Math.min(seconds * 1_200, 300_000));
    }

    expect(await probeConfiguration(world.system)).toBe('resumed');
    const [row] = await stops();
    expect(row).toMatchObject({ probes: 9, lastProbe: 'ORDER_NOT_EXIST', nextProbeRealAt: null });
    expect(row!.resolvedAt!.getTime()).toBeGreaterThanOrEqual(row!.firstSeenAt.getTime());
    const kept = await world.db.select().from(exchanges).where(eq(exchanges.subjectId, row!.id));
    expect(kept).toHaveLength(9);
    expect(await probeConfiguration(world.system)).toBe('settled');
  });

  test('is not answered by silence: a dead gateway says nothing about our keys', async () => {
    await stopDebits(world.system, trouble());
    await world.simulator.control.fault({ do: 'close_after', match: { api: 'inquiryPayment' }, times: 1 });
    expect(await probeConfiguration(world.system)).toBe('still_stopped');
    expect(await openStop()).toMatchObject({ lastProbe: 'connection' });
    await world.simulator.control.fault({ do: 'bad_signature', match: { api: 'inquiryPayment' }, times: 1 });
    expect(await probeConfiguration(world.system)).toBe('still_stopped');
    await world.simulator.control.fault({
      do: 'code',
      code: 'SYSTEM_ERROR',
      match: { api: 'inquiryPayment' },
      times: 1,
    });
    expect(await probeConfiguration(world.system), 'signed, and not about us').toBe('resumed');
  });

  test('is one at a time, whoever asks for it, and a dead process is waited for no longer than a call takes', async () => {
    await stopDebits(world.system, trouble());
    await world.simulator.control.fault({ do: 'hang_before', match: { api: 'inquiryPayment' }, times: 1 });
    const asking = probeConfiguration(processOf({}));
    await vi.waitFor(async () => expect((await openStop())?.probingRealSince).not.toBeNull());
    await probeNow(owner());
    expect(await probeConfiguration(processOf({}))).toBe('busy');
    expect(await jobsOf('probe_configuration'), 'the probe that was asked for is not lost').toHaveLength(1);
    world.moveClock(12_001);
    expect(await probeConfiguration(processOf({}))).toBe('resumed');
    await world.simulator.control.clearFaults();
    expect(await asking, 'the one that was taken for dead ends nothing twice').toBe('still_stopped');
    expect(await stops()).toHaveLength(1);
  });

  test('that succeeds moves up the debits that wait, also one that was about to wait', async () => {
    const placed = await buy();
    await stopDebits(world.system, trouble());
    expect(await chargeOrder(world.system, placed.id)).toBe('stopped');
    expect(await isDue(`charge:${placed.id}`)).toBe(false);

    // Begun by somebody else: nobody probes inside a transaction.
    const locked = deferred();
    const probing = locked.promise.then(() => probeConfiguration(processOf({})));
    await world.db.transaction(async (tx) => {
      expect(await debitsStopped(tx)).toBe(true);
      locked.resolve();
      await vi.waitFor(async () => {
        const [waits] = await world.db.execute(sql`select from pg_locks where not granted limit 1`);
        expect(waits).toBeDefined();
      });
      await addJob(
        tx,
        'charge',
        { paymentId: 'pay_late' },
        { key: 'charge:pay_late', runAt: new Date(Date.now() + 600_000) },
      );
    });
    expect(await probing).toBe('resumed');
    expect(await isDue(`charge:${placed.id}`)).toBe(true);
    expect(await isDue('charge:pay_late')).toBe(true);
    await world.runJobs();
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', sends: 1 });
  });
});

describe('trouble that comes back', () => {
  test('soon after a probe had succeeded is the same trouble, with longer gaps each time', async () => {
    for (const reopened of [0, 1, 2]) {
      world.moveClock(1_000);
      await stopDebits(world.system, trouble());
      const open = (await openStop())!;
      expect(open).toMatchObject({ reopened, gapStep: reopened });
      const gapMs = open.nextProbeRealAt!.getTime() - open.lastSeenAt.getTime();
      expect(gapMs / 5_000 / 2 ** reopened).toBeCloseTo(1, 0);
      expect(await probeConfiguration(world.system)).toBe('resumed');
    }
    expect(await stops()).toHaveLength(1);
  });

  test('later, or as another word, is another', async () => {
    await stopDebits(world.system, trouble());
    await probeConfiguration(world.system);
    world.moveClock(1_000);
    await stopDebits(world.system, trouble('UNKNOWN_CLIENT'));
    await probeConfiguration(world.system);
    world.moveClock(10 * 60_000 + 1_000);
    await stopDebits(world.system, trouble('UNKNOWN_CLIENT'));
    expect((await stops()).map(({ code }) => code)).toEqual(['KEY_NOT_FOUND', 'UNKNOWN_CLIENT', 'UNKNOWN_CLIENT']);
  });

  test('in the answer to a call that was under way when the probe succeeded is old news', async () => {
    await stopDebits(world.system, trouble());
    await probeConfiguration(world.system);
    const beganBefore = new Date(world.system.now().getTime() - 5_000);
    world.moveClock(1_000);
    await stopDebits(world.system, trouble('KEY_NOT_FOUND', beganBefore));
    expect(await openStop()).toBeNull();
  });
});

const staff = (role: 'owner' | 'engineer' | 'operator'): Context =>
  world.runtime.contextFor({ ...(world.staff.actor as Extract<Actor, { kind: 'staff' }>), role });
const owner = () => staff('owner');

describe('"Try now"', () => {
  test('is for owner and engineer, makes the probe due, and is written down', async () => {
    await stopDebits(world.system, trouble());
    await expect(probeNow(staff('operator'))).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(probeNow(customer.ctx)).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await isDue('probe_configuration')).toBe(false);

    expect(await probeNow(staff('engineer'))).toBe(true);
    expect(await isDue('probe_configuration')).toBe(true);
    const [line] = await world.db.select().from(auditLog).orderBy(desc(auditLog.id)).limit(1);
    const { id } = (await openStop())!;
    expect(line).toMatchObject({ action: 'configuration.probe', subjectId: id, actorRole: 'engineer' });

    await world.runJobs();
    expect(await openStop()).toBeNull();
    expect(await probeNow(owner()), 'nothing is left to try').toBe(false);
  });
});

test('no order was debited twice, and none failed for our configuration', async () => {
  const { doubleDebits } = await judge({ databaseUrl: world.database.url, simulatorUrl: world.simulator.url });
  expect(doubleDebits).toBe(0);
  const failed = await world.db.execute<{ code: string }>(
    sql`select distinct failure_code as code from payments where status = 'FAIL' order by 1`,
  );
  expect(failed.map(({ code }) => code)).toEqual([
    'PARAM_ILLEGAL',
    'RISK_REJECT',
    'SYSTEM_ERROR',
    'USER_BALANCE_NOT_ENOUGH',
  ]);
});
