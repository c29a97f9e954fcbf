/** A debit by each of its three roads, and the debits that must not leave. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { customers } from '@/db/schema/customers';
import { exchanges } from '@/db/schema/evidence';
import { users } from '@/db/schema/users';
import { wallets } from '@/db/schema/wallets';
import { judge } from '@/e2e/chaos/judge';
import { orderOf, POOR_DANA, startTestWorld, type Payment, type TestWorld } from '@/e2e/test-world';
import { createLogger } from '@/lib/kit/log';
import { sweep } from '@/lib/worker/sweep';
import { chargeOrder } from './charge';
import { inquirePayment } from './inquire';

let world: TestWorld;
beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  await world.simulator.control.clearFaults();
  await world.simulator.control.set({ notifications: 'off', payAnswer: 'immediate', settleMs: 0 });
});

async function buy(login?: string): Promise<Payment> {
  const customer = await world.newCustomer();
  return world.buy(customer, await world.linkWallet(customer, login));
}

const payCalls = async (payment: Payment) =>
  (await world.simulator.control.calls('pay', payment.paymentRequestId)).length;

test('a debit that Alipay answers at once is paid by that answer', async () => {
  const placed = await buy();
  expect(await chargeOrder(world.system, placed.id)).toBe('sent');

  const paid = await world.payment(placed.id);
  expect(paid).toMatchObject({ status: 'SUCCESS', resolvedBy: 'response', bodySealed: null, failureCode: null });
  expect(paid.paymentId).not.toBeNull();
  expect(paid.paidAt).not.toBeNull();
  expect((await orderOf(world.db, paid)).status).toBe('SUCCESS');
});

test('a debit in process is paid by the notification', async () => {
  const placed = await buy();
  await world.simulator.control.set({ notifications: 'on', payAnswer: 'in_process', settleMs: 20 });
  await chargeOrder(world.system, placed.id);

  await vi.waitFor(async () => expect((await world.payment(placed.id)).status).toBe('SUCCESS'), 5_000);
  expect((await world.payment(placed.id)).resolvedBy).toBe('notification');
});

test('a debit in process is paid by inquiry when no notification comes', async () => {
  const placed = await buy();
  await world.simulator.control.set({ payAnswer: 'in_process', settleMs: 20 });
  await chargeOrder(world.system, placed.id);
  expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', resolvedBy: null });
  await vi.waitFor(async () => {
    const { payments } = await world.simulator.control.ledger();
    expect(payments.find((one) => one.paymentRequestId === placed.id)?.status).toBe('SUCCESS');
  }, 5_000);

  world.moveClock(4_000);
  await world.runJobs();
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', resolvedBy: 'inquiry', inquiries: 1 });
});

test('while Alipay says "in process" the questions go on in growing gaps and nothing fails', async () => {
  const placed = await buy();
  await world.simulator.control.fault({ do: 'in_process_forever', match: { requestId: placed.id, api: 'pay' } });
  await chargeOrder(world.system, placed.id);
  for (const ms of [4_000, 6_000, 10_000, 20_000, 40_000, 60_000]) {
    world.moveClock(ms);
    await world.runJobs();
  }
  const waiting = await world.payment(placed.id);
  expect(waiting).toMatchObject({ status: 'INIT', inquiries: 6, sends: 1 });
  expect(waiting.paymentId).not.toBeNull();
  expect((await orderOf(world.db, waiting)).status).toBe('INIT');
  expect(await payCalls(placed)).toBe(1);
  await world.db.execute(`update payments set sent_at = sent_at - interval '25 hours' where id = '${placed.id}'`);
  await sweep(world.system);
  const [open] = await world.db.execute(`select kind from cases where subject_id = '${placed.id}' and status = 'OPEN'`);
  expect(open, 'past a day an operator is told').toEqual({ kind: 'unknown_for_long' });
});

test('a balance that is not enough fails the order with its code, and may be tried again', async () => {
  const placed = await buy(POOR_DANA);
  await chargeOrder(world.system, placed.id);

  const failed = await world.payment(placed.id);
  expect(failed).toMatchObject({ status: 'FAIL', failureCode: 'USER_BALANCE_NOT_ENOUGH', failureRetryable: true });
  expect((await orderOf(world.db, failed)).status).toBe('FAIL');
});

test('a token that Alipay no longer honours fails the order and asks for the wallet to be linked again', async () => {
  const placed = await buy();
  await world.simulator.control.fault({ do: 'code', code: 'INVALID_ACCESS_TOKEN', match: { api: 'pay' }, times: 1 });
  await chargeOrder(world.system, placed.id);

  expect(await world.payment(placed.id)).toMatchObject({ status: 'FAIL', failureCode: 'INVALID_ACCESS_TOKEN' });
  const [wallet] = await world.db.select().from(wallets).where(eq(wallets.id, placed.walletId));
  expect(wallet).toMatchObject({ status: 'NEEDS_RELINK', statusReason: 'INVALID_ACCESS_TOKEN' });
});

test('a request that Alipay refuses as a request fails the first send, and leaves the wallet as it is', async () => {
  const placed = await buy();
  await world.simulator.control.fault({ do: 'code', code: 'PARAM_ILLEGAL', match: { api: 'pay' }, times: 1 });
  await chargeOrder(world.system, placed.id);

  expect(await world.payment(placed.id)).toMatchObject({ status: 'FAIL', failureCode: 'PARAM_ILLEGAL' });
  const [wallet] = await world.db.select().from(wallets).where(eq(wallets.id, placed.walletId));
  expect(wallet?.status).toBe('LINKED');
});

test('nothing is sent for a wallet that was ended, paused or lost between the order and its debit', async () => {
  for (const change of [{ status: 'REVOKED' as const }, { paused: true }, { status: 'NEEDS_RELINK' as const }]) {
    const placed = await buy();
    await world.db.update(wallets).set(change).where(eq(wallets.id, placed.walletId));
    expect(await chargeOrder(world.system, placed.id)).toBe('wallet_lost');

    const failed = await world.payment(placed.id);
    expect(failed).toMatchObject({ status: 'FAIL', failureCode: 'WALLET_NOT_USABLE', sentAt: null });
    expect((await orderOf(world.db, failed)).status).toBe('FAIL');
    expect(await payCalls(placed)).toBe(0);
  }
});

test('two workers at one payment send one debit', async () => {
  const placed = await buy();
  const others = [1, 2, 3].map(() => world.startAnother().contextFor({ kind: 'system', name: 'worker' }));
  const came = await Promise.all([world.system, ...others].map((ctx) => chargeOrder(ctx, placed.id)));

  expect(came.filter((result) => result === 'sent')).toHaveLength(1);
  expect(await payCalls(placed)).toBe(1);
  await vi.waitFor(async () => expect((await world.payment(placed.id)).status).toBe('SUCCESS'), 5_000);
});

test('while debits are paused nothing is sent; afterwards the order is debited once', async () => {
  const placed = await buy();
  const paused = world.startAnother({ DEBITS_PAUSED: '1' }).contextFor({ kind: 'system', name: 'worker' });
  expect(await chargeOrder(paused, placed.id)).toBe('paused');
  expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sentAt: null });
  expect(await payCalls(placed)).toBe(0);

  world.moveClock(30_000);
  await world.runJobs();
  expect(await payCalls(placed)).toBe(1);
});

test('a payment that is settled is not sent again', async () => {
  const placed = await buy();
  await chargeOrder(world.system, placed.id);
  expect(await chargeOrder(world.system, placed.id)).toBe('settled');
  expect(await inquirePayment(world.system, placed.id)).toBe('settled');
  expect(await payCalls(placed)).toBe(1);
});

test('a code that nobody knows ends the debit by its status, and is told in the log', async () => {
  const placed = await buy();
  const lines: string[] = [];
  const log = createLogger('test', 'warn', { write: (line: string) => void lines.push(line) });
  await world.simulator.control.fault({
    do: 'code',
    code: 'NEVER_HEARD_OF',
    status: 'F',
    match: { api: 'pay' },
    times: 1,
  });
  await chargeOrder({ ...world.system, log }, placed.id);
  expect(await world.payment(placed.id)).toMatchObject({
    status: 'FAIL',
    failureCode: 'NEVER_HEARD_OF',
    failureRetryable: false,
  });
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    expect.objectContaining({ api: 'pay', code: 'NEVER_HEARD_OF', subject: placed.id }),
  ]);
});

describe('the wallet is told of its buyer', () => {
  const toldOf = async ({ email, name }: { email: string; name: string }) => {
    const placed = await buy();
    const order = await orderOf(world.db, placed);
    await world.db.update(customers).set({ name }).where(eq(customers.id, order.customerId));
    await world.db.update(users).set({ email }).where(eq(users.customerId, order.customerId));
    await chargeOrder(world.system, placed.id);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS' });
    const [call] = await world.db.select().from(exchanges).where(eq(exchanges.subjectId, placed.id));
    return (JSON.parse(call!.requestMasked) as { order: { buyer: Record<string, unknown> } }).order.buyer;
  };

  test('what is known and fits', async () => {
    expect(await toldOf({ email: 'lea@example.com', name: 'Lea Reyes' })).toMatchObject({
      referenceBuyerId: expect.stringMatching(/^cus_/),
      buyerEmail: 'lea@example.com',
      buyerName: { fullName: 'Lea Reyes' },
      buyerRegistrationTime: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
    });
  });

  test('nothing that is longer than Alipay takes, which costs no debit', async () => {
    const told = await toldOf({ email: `${'x'.repeat(60)}@example.com`, name: 'x'.repeat(129) });
    expect(told).not.toHaveProperty('buyerEmail');
    expect(told).not.toHaveProperty('buyerName');
  });
});

test('no order is debited twice', async () => {
  const { doubleDebits, rows } = await judge({ databaseUrl: world.database.url, simulatorUrl: world.simulator.url });
  expect(doubleDebits).toBe(0);
  expect(rows.filter((row) => row.ours !== 'INIT' && !row.agrees)).toEqual([]);
});

test('the world of these tests refuses a call to Alipay inside a transaction', async () => {
  const { db, gateway } = world.runtime;
  const call = () => gateway.inquiryPayment({ paymentRequestId: 'pay_nobody' });
  await expect(db.transaction(call)).rejects.toThrow('inside a transaction');
  await expect(db.transaction((tx) => tx.transaction(call))).rejects.toThrow('inside a transaction');
  expect((await call()).outcome.kind).toBe('failed');
});
