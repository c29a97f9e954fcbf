/** What a moved or hurried clock may do to debits and links, and what it must not: nothing is sent twice, nothing is lost. */
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestWorld, visitWallet, type Payment, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Context } from '@/lib/context';
import type { MovableClock } from '@/lib/kit/clock';
import { createLogger } from '@/lib/kit/log';
import { Secret } from '@/lib/kit/secret';
import { chargeOrder } from '@/lib/payments/charge';
import { inquirePayment } from '@/lib/payments/inquire';
import { exchangeCode } from '@/lib/wallets/exchange-code';
import { expireAuthorization } from '@/lib/wallets/expire-authorization';
import { findWorkWithoutJob } from '@/lib/overview/work-without-job';
import { startClock, type ProcessClock } from './follow-clock';
import { setClock } from './set-clock';

const DAY_MS = 24 * 3_600_000;

let world: TestWorld;
let clock: ProcessClock;
let ctx: Context;
let customer: TestCustomer;
beforeEach(async () => {
  // Time only goes forward: each test has a world of its own, whose processes all follow its clock.
  world = await startTestWorld({}, undefined, { clock: follow });
  ctx = world.system;
  customer = await world.newCustomer();
});
afterEach(async () => {
  await clock.close();
  await world.stop();
});

async function follow(databaseUrl: string): Promise<MovableClock> {
  const log = createLogger('test', 'silent');
  clock = await startClock({ mode: 'demo', databaseUrl: new Secret(databaseUrl) }, { name: 'test', log });
  return clock;
}

async function move(aheadMs: number, rate = 1): Promise<void> {
  clock.adopt(await setClock(ctx, { now: new Date(clock.now().getTime() + aheadMs), rate }));
}

const buy = async (): Promise<Payment> => world.buy(customer, await world.linkWallet(customer));

async function debitsOf(payment: Payment): Promise<number> {
  const { payments } = await world.simulator.control.ledger();
  return payments.filter((one) => one.paymentRequestId === payment.id && one.status === 'SUCCESS').length;
}

const fault = (api: string, kind: string) =>
  world.simulator.control.fault({ do: kind, match: { api }, times: 1 }).then(() => undefined);

const untilHeld = (api: string) =>
  vi.waitFor(async () => {
    const calls = await world.simulator.control.calls(api);
    expect(calls.at(-1)?.state).toBe('held');
  }, 5_000);

/** Waits until business time has gone on by this much. */
const untilPassed = (sinceMs: number, ms: number) =>
  vi.waitFor(() => expect(clock.now().getTime()).toBeGreaterThan(sinceMs + ms), { timeout: 10_000, interval: 5 });

describe('a jump of a day', () => {
  test('lets a debit whose answer was lost, and which is long past its expiry, be found paid by inquiry', async () => {
    const placed = await buy();
    await fault('pay', 'close_after');
    await chargeOrder(ctx, placed.id);
    const pinned = await world.payment(placed.id);
    expect(pinned).toMatchObject({ status: 'INIT', sends: 1 });

    await move(DAY_MS);
    await world.runJobs();
    const paid = await world.payment(placed.id);
    expect(paid).toMatchObject({ status: 'SUCCESS', resolvedBy: 'inquiry', sends: 1 });
    expect(paid.resolvedAt!.getTime()).toBeGreaterThan(pinned.expiresAt!.getTime() + DAY_MS / 2);
    expect(await debitsOf(placed)).toBe(1);
  });

  test('makes "no such payment" no truth about bytes that have just left: only real time ends their way', async () => {
    const placed = await buy();
    await fault('pay', 'close_before');
    await chargeOrder(ctx, placed.id);
    await move(DAY_MS);
    expect(await inquirePayment(ctx, placed.id)).toBe('going_on');
    expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sends: 1 });

    await world.db.execute(sql`update payments set sent_real_at = sent_real_at - interval '30 seconds'`);
    expect(await inquirePayment(ctx, placed.id)).toBe('settled');
    expect(await world.payment(placed.id)).toMatchObject({ status: 'FAIL', failureCode: 'ORDER_NOT_EXIST' });
    expect(await debitsOf(placed)).toBe(0);
  });

  test('right before the first byte keeps a debit from leaving: it is pinned anew, with a minute of its own', async () => {
    const placed = await buy();
    const jumpy: Context = {
      ...ctx,
      gateway: {
        ...ctx.gateway,
        async pay(body, options) {
          await move(DAY_MS);
          return ctx.gateway.pay(body, options);
        },
      },
    };
    expect(await chargeOrder(jumpy, placed.id)).toBe('not_sent');
    expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sends: 0, sentAt: null, sentRealAt: null });
    expect(await world.simulator.control.calls('pay', placed.id)).toEqual([]);
    const [job] = await world.db.execute<{ key: string; soon: boolean }>(
      sql`select key, run_at < now() + interval '10 seconds' as soon from graphile_worker.jobs where key like 'charge:%'`,
    );
    expect(job).toEqual({ key: `charge:${placed.id}`, soon: true });
  });

  test('ends an attempt to link that nobody came back for, and links none that was agreed to twice', async () => {
    const left = await world.beginLink(customer);
    const agreed = await world.beginLink(customer);
    await world.comeBack(customer, await visitWallet(agreed.address));
    await move(DAY_MS);
    await world.runJobs();
    expect(await world.attempt(left.attempt.id)).toMatchObject({ status: 'EXPIRED' });
    expect(await world.attempt(agreed.attempt.id)).toMatchObject({ status: 'COMPLETED', exchanges: 1 });
  });

  test('that a process has not heard of makes it ask again at once, and decides nothing', async () => {
    const { attempt } = await world.beginLink(customer);
    await move(DAY_MS);
    const late: Context = { ...ctx, now: () => new Date() };
    await expireAuthorization(late, attempt.id);
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'STARTED' });
    const [job] = await world.db.execute<{ due: boolean }>(
      sql`select run_at <= now() as due from graphile_worker.jobs where key = ${`expire:${attempt.id}`}`,
    );
    expect(job).toEqual({ due: true });
    await world.runJobs();
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'EXPIRED' });
  });
});

describe('at sixty times the speed', () => {
  test('a debit is not sent again while its first sender may still be at it', async () => {
    const placed = await buy();
    await fault('pay', 'hang_before');
    const sending = chargeOrder(ctx, placed.id);
    await untilHeld('pay');
    const sentMs = (await world.payment(placed.id)).sentAt!.getTime();
    await move(0, 60);
    await untilPassed(sentMs, 15_000);
    expect(await inquirePayment(ctx, placed.id)).toBe('going_on');
    expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sends: 1 });
    expect(await world.simulator.control.calls('pay', placed.id)).toHaveLength(1);

    await move(0, 1);
    await world.simulator.control.clearFaults();
    expect(await sending).toBe('sent');
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS' });
    expect(await debitsOf(placed)).toBe(1);
  });

  test('a code that is being exchanged is not exchanged by another', async () => {
    const { attempt, address } = await world.beginLink(customer);
    await world.comeBack(customer, await visitWallet(address));
    await fault('applyToken', 'hang_after');
    const exchanging = exchangeCode(ctx, attempt.id);
    await untilHeld('applyToken');
    const startMs = clock.now().getTime();
    await move(0, 60);
    await untilPassed(startMs, 20_000);
    expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'going_on' });
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'EXCHANGING', exchanges: 1 });

    await world.simulator.control.clearFaults();
    expect(await exchanging).toEqual({ kind: 'settled' });
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'COMPLETED', exchanges: 1 });
    expect(await world.simulator.control.calls('applyToken')).toHaveLength(1);
  });

  test('what has had no job for a moment is not taken for forgotten', async () => {
    await move(0, 60);
    const startMs = clock.now().getTime();
    await world.beginLink(customer);
    await world.db.execute(sql`delete from graphile_worker._private_jobs`);
    await untilPassed(startMs, 60_000);
    expect(await findWorkWithoutJob(ctx)).toEqual({ payments: [], authorizations: [] });
  });

  test('a call is written down at business times, with the real time that it took', async () => {
    await move(DAY_MS, 60);
    await world.beginLink(customer);
    const [call] = await world.db.execute<{ ahead: boolean; real: boolean }>(sql`
      select started_at > now() + interval '23 hours' as ahead, duration_ms < 10000 as real from exchanges`);
    expect(call).toEqual({ ahead: true, real: true });
  });
});
