/** The first final word wins; what contradicts it changes no state and reaches an operator. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cases } from '@/db/schema/cases';
import { transitions } from '@/db/schema/evidence';
import { notifications } from '@/db/schema/notifications';
import { judge } from '@/e2e/chaos/judge';
import { orderOf, POOR_DANA, startTestWorld, type Payment, type TestWorld } from '@/e2e/test-world';
import { openCase } from '@/lib/cases/open-case';
import { cancelUnsent } from './cancel-unsent';
import { chargeOrder } from './charge';
import { failUnsent } from './fail-unsent';
import { recordPaymentResult } from './record-result';

let world: TestWorld;
beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  await world.simulator.control.clearFaults();
});

async function buy(login?: string): Promise<Payment> {
  const customer = await world.newCustomer();
  return world.buy(customer, await world.linkWallet(customer, login));
}

interface Told {
  readonly code?: string;
  readonly status?: 'S' | 'F' | 'U';
  readonly minor?: bigint;
  readonly currency?: string;
  readonly notifyType?: 'PAYMENT_RESULT' | 'PAYMENT_PENDING';
  /** Makes it another message with the same word. */
  readonly paymentTime?: string;
}

/** A notification signed by Alipay itself, whatever it says. */
async function tell(payment: Payment, told: Told = {}) {
  const { code = 'SUCCESS', status = 'S', notifyType = 'PAYMENT_RESULT' } = told;
  const spoken = world.simulator.speak('payments', {
    notifyType,
    result: { resultCode: code, resultStatus: status, resultMessage: code },
    paymentRequestId: payment.paymentRequestId,
    paymentId: `alipay-${payment.id}`,
    paymentAmount: { currency: told.currency ?? payment.currency, value: String(told.minor ?? payment.amountMinor) },
    paymentCreateTime: '2026-11-23T10:00:00+08:00',
    paymentTime: told.paymentTime ?? '2026-11-23T10:00:01+08:00',
  });
  expect(await world.deliver(spoken)).toMatchObject({ kind: 'acknowledged' });
}

const openCases = (payment: Payment) =>
  world.db
    .select()
    .from(cases)
    .where(and(eq(cases.subjectId, payment.id), eq(cases.status, 'OPEN')));

const moves = async (payment: Payment) =>
  (
    await world.db.select().from(transitions).where(eq(transitions.subjectId, payment.id)).orderBy(asc(transitions.id))
  ).map((move) => `${move.from ?? 'born'} → ${move.to} by ${move.road}`);

const latestNotification = async (payment: Payment) =>
  (await world.db.select().from(notifications).where(eq(notifications.subject, payment.paymentRequestId))).at(-1);

test('a notification that comes before the answer to our own call is the result, and the answer then agrees', async () => {
  const placed = await buy();
  await tell(placed);
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', resolvedBy: 'notification' });

  await recordPaymentResult(world.system, {
    paymentRequestId: placed.id,
    road: 'response',
    exchange: null,
    outcome: {
      kind: 'succeeded',
      value: {
        status: 'SUCCESS',
        paymentId: `alipay-${placed.id}`,
        paymentRequestId: placed.id,
        amount: null,
        paidAt: null,
      },
    },
  });
  expect(await world.payment(placed.id)).toMatchObject({
    status: 'SUCCESS',
    resolvedBy: 'notification',
    gatewayStatus: null,
  });
  expect(await moves(placed)).toEqual(['born → INIT by customer', 'INIT → SUCCESS by notification']);
  expect(await openCases(placed)).toEqual([]);
});

test('the final word closes the case that asked for it', async () => {
  const [heard, unsent, cancelled] = [await buy(), await buy(), await buy()];
  for (const { id, orderId } of [heard, unsent, cancelled]) {
    await openCase(world.db, world.system, { kind: 'unknown_for_long', subjectId: id, orderId, detail: {} });
  }
  await tell(heard);
  expect(await openCases(heard)).toEqual([]);
  expect(await openCases(unsent)).toHaveLength(1);
  await failUnsent(world.db, world.system, unsent, 'WALLET_NOT_USABLE');
  expect(await openCases(unsent)).toEqual([]);
  await cancelUnsent(world.db, world.system, cancelled, 'operator');
  expect(await openCases(cancelled)).toEqual([]);
});

test('a success after a failure leaves the failure, is kept beside it, and opens one case', async () => {
  const placed = await buy(POOR_DANA);
  await chargeOrder(world.system, placed.id);
  await tell(placed);
  await tell(placed, { paymentTime: '2026-11-23T10:00:02+08:00' });

  const kept = await world.payment(placed.id);
  expect(kept).toMatchObject({ status: 'FAIL', gatewayStatus: 'SUCCESS', failureCode: 'USER_BALANCE_NOT_ENOUGH' });
  expect((await orderOf(world.db, kept)).status).toBe('FAIL');
  const opened = await openCases(placed);
  expect(opened).toMatchObject([{ kind: 'surplus', orderId: placed.orderId }]);
  expect((await latestNotification(placed))?.status).toBe('SET_ASIDE');
});

test('a failure after a success leaves the order paid and opens a case', async () => {
  const placed = await buy();
  await chargeOrder(world.system, placed.id);
  await tell(placed, { code: 'USER_BALANCE_NOT_ENOUGH', status: 'F' });

  const kept = await world.payment(placed.id);
  expect(kept).toMatchObject({ status: 'SUCCESS', gatewayStatus: 'FAIL', failureCode: null });
  expect((await orderOf(world.db, kept)).status).toBe('SUCCESS');
  expect(await openCases(placed)).toMatchObject([{ kind: 'contradiction' }]);
});

test.each([
  ['another amount', { minor: 1n }],
  ['another currency', { currency: 'PHP' }],
])('a success over %s is not believed: the order stays open and an operator is told', async (_, told) => {
  const placed = await buy();
  await tell(placed, told);

  expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', gatewayStatus: null, paidAt: null });
  expect(await openCases(placed)).toMatchObject([{ kind: 'amount_differs' }]);
  expect((await latestNotification(placed))?.status).toBe('SET_ASIDE');
});

test('a success that comes after a cancellation changes nothing: Alipay returns it itself', async () => {
  const placed = await buy();
  await recordPaymentResult(world.system, {
    paymentRequestId: placed.id,
    road: 'inquiry',
    exchange: null,
    outcome: { kind: 'succeeded', value: { status: 'CANCELLED', paymentId: null, amount: null } },
  });
  await tell(placed);

  const kept = await world.payment(placed.id);
  expect(kept).toMatchObject({ status: 'CANCELLED', gatewayStatus: null });
  expect((await orderOf(world.db, kept)).status).toBe('CANCELLED');
  expect(await openCases(placed)).toEqual([]);
  expect((await latestNotification(placed))?.status).toBe('APPLIED');
});

test('a cancellation after a success is a move of the table', async () => {
  const placed = await buy();
  await chargeOrder(world.system, placed.id);
  const recorded = await recordPaymentResult(world.system, {
    paymentRequestId: placed.id,
    road: 'inquiry',
    exchange: null,
    outcome: { kind: 'succeeded', value: { status: 'CANCELLED', paymentId: null, amount: null } },
  });
  expect(recorded.kind).toBe('recorded');
  expect(await world.payment(placed.id)).toMatchObject({ status: 'CANCELLED' });
});

test('a cancellation of a payment whose refund has begun moves nothing, and reaches an operator', async () => {
  const placed = await buy();
  await chargeOrder(world.system, placed.id);
  await world.db
    .execute(sql`insert into refunds (id, payment_id, refund_request_id, currency, amount_minor, status, requested_by, created_at, updated_at)
    values ('ref_1', ${placed.id}, 'ref_1', ${placed.currency}, 1, 'INIT', 'a test', now(), now())`);
  const cancelled = { kind: 'succeeded', value: { status: 'CANCELLED', paymentId: null, amount: null } } as const;
  const heard = { paymentRequestId: placed.id, road: 'inquiry', outcome: cancelled, exchange: null } as const;
  expect(await recordPaymentResult(world.system, heard)).toMatchObject({ kind: 'set_aside', reason: 'contradiction' });
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', gatewayStatus: 'CANCELLED' });
});

test('news that the payment is pending, with whatever status, is not a result', async () => {
  const placed = await buy();
  for (const status of ['S', 'U', 'F'] as const) {
    await tell(placed, {
      code: status === 'S' ? 'SUCCESS' : 'PAYMENT_IN_PROCESS',
      status,
      notifyType: 'PAYMENT_PENDING',
    });
  }
  expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', paymentId: `alipay-${placed.id}` });
  expect(await openCases(placed)).toEqual([]);
});

test('ten messengers with the same word at once move the payment once', async () => {
  const placed = await buy();
  const heard = { paymentRequestId: placed.id, road: 'inquiry' as const, exchange: null };
  const value = { status: 'SUCCESS' as const, paymentId: 'p', paymentRequestId: placed.id, amount: null, paidAt: null };
  const recorded = await Promise.all(
    Array.from({ length: 10 }, () =>
      recordPaymentResult(world.system, { ...heard, outcome: { kind: 'succeeded', value } }),
    ),
  );
  expect(recorded.filter((one) => one.kind === 'recorded')).toHaveLength(1);
  expect(await moves(placed)).toHaveLength(2);
});

test('news about an earlier attempt does not touch an order that its latest attempt speaks for', async () => {
  const placed = await buy();
  await chargeOrder(world.system, placed.id);
  const later = 'pay_00000000000000000000000002';
  await world.db
    .execute(`insert into payments (id, order_id, attempt, payment_request_id, wallet_id, currency, amount_minor,
      status, resolved_at, created_at, updated_at)
    select '${later}', order_id, 2, '${later}', wallet_id, currency, amount_minor, 'FAIL', now(), now(), now()
    from payments where id = '${placed.id}'`);
  await world.db.execute(`update orders set status = 'FAIL' where id = '${placed.orderId}'`);
  await recordPaymentResult(world.system, {
    paymentRequestId: placed.id,
    road: 'inquiry',
    exchange: null,
    outcome: { kind: 'succeeded', value: { status: 'CANCELLED', paymentId: null, amount: null } },
  });
  expect(await world.payment(placed.id)).toMatchObject({ status: 'CANCELLED' });
  expect((await orderOf(world.db, placed)).status).toBe('FAIL');
});

test('what differs from Alipay is either equal in both ledgers or before an operator', async () => {
  const { doubleDebits } = await judge({ databaseUrl: world.database.url, simulatorUrl: world.simulator.url });
  expect(doubleDebits).toBe(0);
});
