/** A payment is cancelled whole, before its result or in time after it, and never twice. */
import { and, eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { auditLog } from '@/db/schema/audit';
import { orders } from '@/db/schema/orders';
import { cancels } from '@/db/schema/refunds';
import { users } from '@/db/schema/users';
import { customer, openTestShop, paid, staff as finance, wallet, world } from '@/e2e/test-shop';
import { STAFF_PASSWORD, type Payment } from '@/e2e/test-world';
import { actorId } from '@/lib/auth/actor';
import { cancelWindowEnd } from '@/lib/alipay/cancel-window';
import { readOrderTruth } from '@/lib/orders/truth';
import { requestRefund } from '@/lib/refunds/request-refund';
import { readOrderReturns } from '@/lib/refunds/order-returns-view';
import { chargeOrder, unpinPayment } from './charge';
import { requestCancel } from './request-cancel';
import { retryOrder } from './retry-order';

openTestShop('finance');

const cancel = (payment: Payment, password: string | undefined = STAFF_PASSWORD, ctx = finance) =>
  requestCancel(ctx, { orderId: payment.orderId, password });

const cancelsOf = (payment: Payment) =>
  world.db.select().from(cancels).where(eq(cancels.paymentId, payment.id)).orderBy(cancels.createdAt);

async function atAlipay(payment: Payment) {
  const { payments } = await world.simulator.control.ledger();
  return payments.find((one) => one.paymentRequestId === payment.paymentRequestId)?.status ?? 'none';
}

async function orderStatus(payment: Payment) {
  const [order] = await world.db.select().from(orders).where(eq(orders.id, payment.orderId));
  return order!.status;
}

test('a paid payment is cancelled at Alipay, and the order says so', async () => {
  const placed = await paid();
  const asked = await cancel(placed);
  expect(asked.cancelId).not.toBeNull();
  const { timeline } = await readOrderTruth(finance, placed.orderId);
  const [user] = await world.db
    .select()
    .from(users)
    .where(eq(users.id, actorId(finance.actor) as never));
  expect(timeline.filter(({ what }) => what === 'cancel_asked')).toMatchObject([{ by: user!.name, sum: null }]);
  await world.runJobs();
  expect(await world.payment(placed.id)).toMatchObject({ status: 'CANCELLED', resolvedBy: 'cancel' });
  expect(await orderStatus(placed)).toBe('CANCELLED');
  expect(await cancelsOf(placed)).toMatchObject([{ status: 'SUCCESS', sends: 1 }]);
  expect(await atAlipay(placed)).toBe('CANCELLED');
  const audit = await world.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.subjectId, placed.orderId), eq(auditLog.action, 'orders.cancel')));
  expect(audit).toMatchObject([{ actorKind: 'staff', actorRole: 'finance' }]);
});

test('what has not left yet is cancelled without asking Alipay, and is never sent', async () => {
  const placed = await world.order(customer, wallet, '450.00');
  expect(await cancel(placed)).toMatchObject({ cancelId: null });
  expect(await world.payment(placed.id)).toMatchObject({ status: 'CANCELLED', sentAt: null });
  await world.runJobs();
  expect(await atAlipay(placed)).toBe('none');
});

test('what was cancelled while it could not be sent is not sent afterwards', async () => {
  const placed = await world.order(customer, wallet, '450.00');
  const sentAt = new Date();
  await world.db
    .execute(sql`update payments set sent_at = ${sentAt.toISOString()}, sent_real_at = ${sentAt.toISOString()},
    expires_at = ${new Date(sentAt.getTime() + 60_000).toISOString()}, body_sealed = 'x', sends = 1 where id = ${placed.id}`);
  expect((await cancel(placed)).cancelId).not.toBeNull();
  await unpinPayment(world.system, { paymentId: placed.id, sentAt, sends: 1 }, 'no connection');
  expect(await chargeOrder(world.system, placed.id)).toBe('settled');
  expect(await world.payment(placed.id)).toMatchObject({ status: 'CANCELLED', sentAt: null });
  expect(await cancelsOf(placed)).toMatchObject([{ status: 'SUCCESS', sends: 0 }]);
  expect(await orderStatus(placed)).toBe('CANCELLED');
  expect(await atAlipay(placed)).toBe('none');
});

test('ten clicks at once are one cancel', async () => {
  const placed = await paid();
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => cancel(placed)));
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  await world.runJobs();
  expect(await cancelsOf(placed)).toHaveLength(1);
  expect(await world.simulator.control.calls('cancel', placed.paymentRequestId)).toHaveLength(1);
});

test('an answer that is lost is asked for again under the same id, and the money goes back once', async () => {
  const placed = await paid();
  await world.simulator.control.fault({ do: 'close_after', match: { api: 'cancel' }, times: 1 });
  await cancel(placed);
  await world.runJobs();
  expect((await world.payment(placed.id)).status).toBe('SUCCESS');
  expect(await cancelsOf(placed)).toMatchObject([{ status: 'INIT' }]);
  world.moveClock(20_000);
  await world.runJobs();
  expect((await world.payment(placed.id)).status).toBe('CANCELLED');
  expect(await cancelsOf(placed)).toMatchObject([{ status: 'SUCCESS', sends: 2 }]);
});

test('while a cancel is open neither a refund nor a retry begins', async () => {
  const placed = await paid();
  await cancel(placed);
  const refund = requestRefund(finance, {
    orderId: placed.orderId,
    placementKey: 'a key of this test',
    password: STAFF_PASSWORD,
  });
  await expect(refund).rejects.toThrow('refund_not_possible');
  await expect(retryOrder(world.staff, { orderId: placed.orderId })).rejects.toThrow('order_not_retryable');
});

describe('it is refused', () => {
  test('past 00:15 GMT+8 of the next day, by us before Alipay is asked', async () => {
    const placed = await paid();
    const { paidAt } = await world.payment(placed.id);
    world.moveClock(cancelWindowEnd(paidAt!).getTime() - Date.now() + 1_000);
    await expect(cancel(placed)).rejects.toThrow('cancel_not_possible');
    expect(await cancelsOf(placed)).toEqual([]);
  });

  test('after a part was refunded', async () => {
    const placed = await paid();
    const orderId = placed.orderId;
    await requestRefund(finance, {
      orderId,
      amount: '10',
      placementKey: 'a key of this test',
      password: STAFF_PASSWORD,
    });
    await expect(cancel(placed)).rejects.toThrow('cancel_not_possible');
  });

  test('for a role that may not, and without the right password', async () => {
    const placed = await paid();
    await expect(cancel(placed, STAFF_PASSWORD, await world.addStaff('viewer'))).rejects.toThrow('not_allowed');
    await expect(requestCancel(finance, { orderId: placed.orderId })).rejects.toThrow('password_needed');
    await expect(cancel(placed, 'not the password')).rejects.toThrow('wrong_password');
    expect(await cancelsOf(placed)).toEqual([]);
  });

  test('by Alipay: then the cancel has failed, and the payment is what it was', async () => {
    const placed = await paid();
    await world.simulator.control.fault({
      do: 'code',
      code: 'CANCEL_WINDOW_EXCEED',
      match: { api: 'cancel', requestId: placed.paymentRequestId },
      times: 1,
    });
    await cancel(placed);
    await world.runJobs();
    expect(await cancelsOf(placed)).toMatchObject([{ status: 'FAIL', failureCode: 'CANCEL_WINDOW_EXCEED' }]);
    expect((await world.payment(placed.id)).status).toBe('SUCCESS');
    const { cancel: advice, first } = await readOrderReturns(finance, placed.orderId);
    expect(advice, 'what Alipay has said once is not asked again').toMatchObject({
      why: 'alipay_too_late',
      since: null, // when it ended is Alipay's secret
    });
    expect(first).toBe('refund');
    await expect(cancel(placed)).rejects.toThrow('cancel_not_possible');
    const refund = { orderId: placed.orderId, placementKey: 'after the time', password: STAFF_PASSWORD };
    await requestRefund(finance, refund);
    await world.runJobs();
    expect((await readOrderReturns(finance, placed.orderId)).refunded).toMatchObject({ value: '45000' });
  });
});

test('a payment whose result is open is closed at Alipay', async () => {
  await world.simulator.control.set({ payAnswer: 'in_process' });
  await world.simulator.control.fault({ do: 'in_process_forever', match: { api: 'pay' }, times: 1 });
  const placed = await world.order(customer, wallet, '450.00');
  await chargeOrder(world.system, placed.id);
  await cancel(placed);
  await world.runJobs();
  expect((await world.payment(placed.id)).status).toBe('CANCELLED');
  expect(await atAlipay(placed)).toBe('CANCELLED');
});

test('a debit that may still be on its way is not taken for cancelled because Alipay does not know it yet', async () => {
  await world.simulator.control.fault({ do: 'close_before', match: { api: 'pay' }, times: 1 });
  const placed = await world.order(customer, wallet, '450.00');
  await chargeOrder(world.system, placed.id);
  await cancel(placed);
  world.moveClock(1_000);
  await world.runJobs();
  expect(await cancelsOf(placed)).toMatchObject([{ status: 'INIT' }]);
  expect((await world.payment(placed.id)).status).toBe('INIT');

  world.moveClock(100_000);
  await world.runJobs();
  expect((await world.payment(placed.id)).status).toBe('CANCELLED');
  expect(await cancelsOf(placed)).toMatchObject([{ status: 'SUCCESS' }]);
  expect(await atAlipay(placed)).toBe('none');
});

test('what hangs in process for three minutes is cancelled by the app, and may then be tried again', async () => {
  await world.simulator.control.set({ payAnswer: 'in_process' });
  await world.simulator.control.fault({ do: 'in_process_forever', match: { api: 'pay' }, times: 1 });
  const placed = await world.order(customer, wallet, '450.00');
  await world.runJobs();
  for (let minute = 0; minute < 5; minute += 1) {
    world.moveClock(60_000);
    await world.runJobs();
  }
  expect((await world.payment(placed.id)).status).toBe('CANCELLED');
  expect(await cancelsOf(placed)).toMatchObject([{ status: 'SUCCESS', requestedBy: 'app' }]);
  await world.simulator.control.set({ payAnswer: 'immediate' });
  // Alipay's own clock did not move with ours.
  world.moveClock(null);
  const again = await retryOrder(world.staff, { orderId: placed.orderId });
  await world.runJobs();
  expect((await world.payment(again.paymentId)).status).toBe('SUCCESS');
  expect(await orderStatus(placed)).toBe('SUCCESS');
});
