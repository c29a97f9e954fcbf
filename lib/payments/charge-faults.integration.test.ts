/** Debits in bad weather: whatever is lost on the way, the order ends right and the customer is debited once. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { configurationStops } from '@/db/schema/configuration';
import { exchanges } from '@/db/schema/evidence';
import { judge } from '@/e2e/chaos/judge';
import { startTestWorld, type Payment, type TestWorld } from '@/e2e/test-world';
import type { Context } from '@/lib/context';
import { chargeOrder } from './charge';
import { inquirePayment } from './inquire';
import { recordPaymentResult } from './record-result';

let world: TestWorld;
/** Each test is a process of its own, so that the circuit of one does not speak into the next. */
let ctx: Context;

beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  await world.simulator.control.clearFaults();
  // A question that was refused for our configuration has stopped new debits; its own tests look at that.
  await world.db.delete(configurationStops);
  ctx = world.startAnother().contextFor({ kind: 'system', name: 'worker' });
});

async function buy(): Promise<Payment> {
  const customer = await world.newCustomer();
  return world.buy(customer, await world.linkWallet(customer));
}

async function debitsOf(payment: Payment): Promise<number> {
  const { payments } = await world.simulator.control.ledger();
  return payments.filter((one) => one.paymentRequestId === payment.id && one.status === 'SUCCESS').length;
}

async function sentBodies(payment: Payment): Promise<string[]> {
  const rows = await world.db
    .select()
    .from(exchanges)
    .where(and(eq(exchanges.subjectId, payment.id), eq(exchanges.api, 'pay')))
    .orderBy(asc(exchanges.startedAt));
  return rows.map((row) => {
    const raw = ctx.sealer.open(row.requestSealed, { table: 'exchanges', row: row.id, column: 'request' });
    return raw.subarray(raw.indexOf('\n\n') + 2).toString('utf8');
  });
}

describe.each(['close_after', 'http_500_after', 'bad_signature', 'malformed'])(
  'when Alipay has debited but its answer is worth nothing (%s)',
  (fault) => {
    test('the payment stays unknown, and an inquiry finds the one debit', async () => {
      const placed = await buy();
      await world.simulator.control.fault({ do: fault, match: { requestId: placed.id, api: 'pay' }, times: 1 });
      await chargeOrder(ctx, placed.id);
      expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', failureCode: null, resolvedBy: null });

      expect(await inquirePayment(ctx, placed.id)).toBe('settled');
      expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', resolvedBy: 'inquiry', sends: 1 });
      expect(await debitsOf(placed)).toBe(1);
    });
  },
);

describe.each(['close_before', 'http_500_before'])('when a debit got lost before Alipay acted (%s)', (fault) => {
  test('the same bytes are sent once more after the first sender must have given up', async () => {
    const placed = await buy();
    await world.simulator.control.fault({ do: fault, match: { requestId: placed.id, api: 'pay' }, times: 1 });
    await chargeOrder(ctx, placed.id);
    expect(await inquirePayment(ctx, placed.id)).toBe('going_on');
    expect(await debitsOf(placed), 'too early: the first send may still be on its way').toBe(0);

    world.moveClock(12_000);
    await inquirePayment(ctx, placed.id);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', sends: 2 });
    expect(await debitsOf(placed)).toBe(1);
    const [first, second, ...more] = await sentBodies(placed);
    expect(first).toContain(placed.id);
    expect(second).toBe(first);
    expect(more).toEqual([]);
  });

  test('a payment that never arrived is failed only after its expiry and a margin', async () => {
    const placed = await buy();
    await world.simulator.control.fault({ do: fault, match: { requestId: placed.id, api: 'pay' } });
    await chargeOrder(ctx, placed.id);
    world.moveClock(58_000);
    await inquirePayment(ctx, placed.id);
    expect(await world.payment(placed.id), 'too late to send, too early to believe').toMatchObject({
      status: 'INIT',
      sends: 1,
    });

    world.moveClock(33_000);
    await inquirePayment(ctx, placed.id);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'FAIL', failureCode: 'ORDER_NOT_EXIST' });
    expect(await debitsOf(placed)).toBe(0);
  });
});

test('a refusal of the repeated request says nothing about the first one', async () => {
  const placed = await buy();
  const match = { requestId: placed.id };
  await world.simulator.control.fault({ do: 'close_after', match: { ...match, api: 'pay' }, times: 1 });
  await chargeOrder(ctx, placed.id);
  for (const code of ['REPEAT_REQ_INCONSISTENT', 'PARAM_ILLEGAL', 'SYSTEM_ERROR']) {
    await world.simulator.control.clearFaults();
    // Alipay's read side lags behind: it still says that it knows nothing.
    await world.simulator.control.fault({ do: 'code', code: 'ORDER_NOT_EXIST', match: { api: 'inquiryPayment' } });
    await world.simulator.control.fault({ do: 'code', code, match: { ...match, api: 'pay' }, times: 1 });
    world.moveClock(12_000);
    await inquirePayment(ctx, placed.id);
    expect(await world.payment(placed.id), code).toMatchObject({ status: 'INIT' });
  }
  await world.simulator.control.clearFaults();
  await inquirePayment(ctx, placed.id);
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS' });
  expect(await debitsOf(placed)).toBe(1);
});

test('a question that is refused, lost or broken leaves the payment as it is', async () => {
  const placed = await buy();
  await world.simulator.control.fault({
    do: 'close_after',
    match: { requestId: placed.id, api: 'pay' },
    times: 1,
  });
  await chargeOrder(ctx, placed.id);
  for (const fault of [
    { do: 'code', code: 'INVALID_SIGNATURE' },
    { do: 'code', code: 'PROCESS_FAIL' },
    { do: 'code', code: 'UNKNOWN_EXCEPTION' },
    { do: 'http_500_before' },
    { do: 'malformed' },
    { do: 'bad_signature' },
  ]) {
    await world.simulator.control.fault({ ...fault, match: { api: 'inquiryPayment' }, times: 1 });
    await inquirePayment(ctx, placed.id);
    expect(await world.payment(placed.id), JSON.stringify(fault)).toMatchObject({ status: 'INIT' });
  }
  await inquirePayment(ctx, placed.id);
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', sends: 1 });
});

test('what certainly never left is pinned anew, and debited once when the gateway is back', async () => {
  const placed = await buy();
  await world.simulator.goDown();
  expect(await chargeOrder(ctx, placed.id)).toBe('not_sent');
  expect(await world.payment(placed.id)).toMatchObject({
    status: 'INIT',
    sentAt: null,
    expiresAt: null,
    bodySealed: null,
    sends: 0,
  });

  await world.simulator.comeBack();
  world.moveClock(90_000);
  expect(await world.payment(placed.id), 'age alone fails nothing').toMatchObject({ status: 'INIT' });
  world.moveClock(null);
  world.moveClock(5_000);
  await world.runJobs();
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', sends: 1 });
  expect(await debitsOf(placed)).toBe(1);
});

test('questions that never left do not count, and the next one comes soon however long the outage', async () => {
  const placed = await buy();
  await world.simulator.control.set({ payAnswer: 'in_process', settleMs: 300 });
  await chargeOrder(ctx, placed.id);
  await world.simulator.control.set({ payAnswer: 'immediate' });
  await world.db.execute(sql`update payments set inquiries = 11 where id = ${placed.id}`);
  await world.simulator.goDown();
  const before = Date.now();
  expect(await inquirePayment(ctx, placed.id)).toBe('going_on');
  expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', inquiries: 11 });
  const [job] = await world.db.execute<{ runAt: string }>(
    sql`select run_at as "runAt" from graphile_worker.jobs where key = ${`inquire:${placed.id}`}`,
  );
  expect(new Date(job!.runAt).getTime() - before).toBeLessThan(20_000);
  await world.simulator.comeBack();
  await vi.waitFor(async () => expect(await inquirePayment(ctx, placed.id)).toBe('settled'), 5_000);
});

test('an order that does not fit into a request ends unsent, and says so', async () => {
  const placed = await buy();
  await world.db.execute(sql`update orders set description = repeat('x', 300) where id = ${placed.orderId}`);
  expect(await chargeOrder(ctx, placed.id)).toBe('not_sendable');
  expect(await world.payment(placed.id)).toMatchObject({ status: 'FAIL', failureCode: 'NOT_SENDABLE', sends: 0 });
  expect(await world.simulator.control.calls('pay', placed.id)).toEqual([]);
});

test('a refusal that answers a second send ends nothing: the first may have debited', async () => {
  const placed = await buy();
  await world.simulator.control.fault({
    do: 'http_500_after',
    match: { requestId: placed.id, api: 'pay' },
    times: 1,
  });
  await chargeOrder(ctx, placed.id);
  await world.db.execute(sql`update payments set sends = 2 where id = ${placed.id}`);
  const outcome = { kind: 'failed', code: 'NEVER_HEARD_OF', message: 'no', about: 'subject' } as const;
  const heard = { paymentRequestId: placed.id, road: 'response', outcome, exchange: null } as const;
  expect(await recordPaymentResult(ctx, heard)).toMatchObject({ kind: 'unchanged', payment: { status: 'INIT' } });
  expect(await inquirePayment(ctx, placed.id)).toBe('settled');
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', resolvedBy: 'inquiry' });
});

test('what never arrived is not sent again from a wallet whose permission ended meanwhile', async () => {
  const placed = await buy();
  await world.simulator.control.fault({
    do: 'close_before',
    match: { requestId: placed.id, api: 'pay' },
    times: 1,
  });
  await chargeOrder(ctx, placed.id);
  await world.db.execute(sql`update wallets set status = 'NEEDS_RELINK' where id = ${placed.walletId}`);
  world.moveClock(20_000);
  expect(await inquirePayment(ctx, placed.id)).toBe('going_on');
  expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sends: 1 });
  world.moveClock(100_000);
  expect(await inquirePayment(ctx, placed.id)).toBe('settled');
  expect(await world.payment(placed.id)).toMatchObject({ status: 'FAIL', failureCode: 'ORDER_NOT_EXIST' });
  expect(await debitsOf(placed)).toBe(0);
});

test('"no such payment" counts from when it was asked: a process that slept on the answer believes nothing new', async () => {
  const placed = await buy();
  await world.simulator.control.fault({
    do: 'close_before',
    match: { requestId: placed.id, api: 'pay' },
    times: 1,
  });
  await chargeOrder(ctx, placed.id);
  await world.simulator.control.fault({ do: 'hang_after', match: { api: 'inquiryPayment' }, times: 1 });
  const asking = inquirePayment(ctx, placed.id);
  await vi.waitFor(async () => {
    const [call] = await world.simulator.control.calls('inquiryPayment', placed.id);
    expect(call?.state).toBe('held');
  }, 5_000);
  world.moveClock(120_000);
  await world.simulator.control.clearFaults();
  expect(await asking).toBe('going_on');
  expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT' });
  expect(await inquirePayment(ctx, placed.id)).toBe('settled');
});

test('"no such payment" says nothing about a debit that was pinned anew while the question was on its way', async () => {
  const placed = await buy();
  await world.simulator.control.fault({
    do: 'close_before',
    match: { requestId: placed.id, api: 'pay' },
    times: 1,
  });
  await chargeOrder(ctx, placed.id);
  await world.db.execute(sql`update payments set sent_at = sent_at - interval '95 seconds',
    sent_real_at = sent_real_at - interval '95 seconds', expires_at = expires_at - interval '95 seconds' where id = ${placed.id}`);
  await world.simulator.control.fault({ do: 'hang_after', match: { api: 'inquiryPayment' }, times: 1 });
  const asking = inquirePayment(ctx, placed.id);
  await vi.waitFor(async () => {
    const [call] = await world.simulator.control.calls('inquiryPayment', placed.id);
    expect(call?.state).toBe('held');
  }, 5_000);

  // A process that slept past the expiry wakes, takes its pin back, and another one sends anew.
  await world.db
    .execute(sql`update payments set sent_at = null, expires_at = null, body_sealed = null, credential_id = null,
    sends = 0 where id = ${placed.id}`);
  await world.simulator.control.set({ payAnswer: 'in_process', settleMs: 600 });
  await chargeOrder(world.system, placed.id);
  await world.simulator.control.clearFaults();
  await asking;
  expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', failureCode: null });

  await world.simulator.control.set({ payAnswer: 'immediate' });
  await vi.waitFor(async () => {
    await inquirePayment(ctx, placed.id);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS' });
  }, 5_000);
});

test('both ledgers agree after all of it', async () => {
  const { differences, doubleDebits } = await judge({
    databaseUrl: world.database.url,
    simulatorUrl: world.simulator.url,
  });
  expect(doubleDebits).toBe(0);
  expect(differences).toEqual([]);
});
