/** A failed order is tried again under a new id, by a person or by the policy, and never beside one that was paid. */
import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { orders } from '@/db/schema/orders';
import {
  attemptsOf,
  casesOf,
  collected,
  customer,
  failed,
  openTestShop,
  RISKY,
  setChoices,
  staff as owner,
  TOO_POOR,
  wallet,
  world,
} from '@/e2e/test-shop';
import { orderOf, STAFF_PASSWORD, type Payment } from '@/e2e/test-world';
import { requestRevoke } from '@/lib/wallets/revoke-wallet';
import { chargeOrder } from './charge';
import { dropOrder } from './confirm-order';
import { requestCancel } from './request-cancel';
import { retryByPolicy, retryOrder } from './retry-order';

openTestShop('owner', { specialAmounts: 'on' });
beforeEach(() => setChoices({}));

test('the customer tries again: a new id, after asking whether the old one is dead', async () => {
  const placed = await failed();
  const { paymentId } = await retryOrder(customer.ctx, { orderId: placed.orderId });
  expect(await world.simulator.control.calls('inquiryPayment', placed.paymentRequestId)).toHaveLength(0);
  await world.runJobs();
  const [first, second] = await attemptsOf(placed);
  expect(first!.knownDeadAt).not.toBeNull();
  expect(second).toMatchObject({ id: paymentId, attempt: 2, status: 'SUCCESS' });
  expect(second!.paymentRequestId).not.toBe(first!.paymentRequestId);
  expect(await world.simulator.control.calls('inquiryPayment', placed.paymentRequestId)).toHaveLength(1);
  expect((await orderOf(world.db, placed)).status).toBe('SUCCESS');
  expect(await collected(placed)).toEqual([paymentId]);
});

test('twenty clicks are one more attempt', async () => {
  const placed = await failed();
  const clicks = Array.from({ length: 20 }, () => retryOrder(customer.ctx, { orderId: placed.orderId }));
  const results = await Promise.allSettled(clicks);
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  await world.runJobs();
  expect(await collected(placed)).toHaveLength(1);
});

test('what is not failed is not tried again, and another’s order is not found', async () => {
  const paid = await world.order(customer, wallet, '450');
  await expect(retryOrder(customer.ctx, { orderId: paid.orderId })).rejects.toThrow('order_not_retryable');
  await world.runJobs();
  await expect(retryOrder(customer.ctx, { orderId: paid.orderId })).rejects.toThrow('order_not_retryable');
  const stranger = await world.newCustomer();
  await expect(retryOrder(stranger.ctx, { orderId: paid.orderId })).rejects.toThrow('not_found');
});

test('the old attempt turns out paid before the new one is sent: nothing more is debited, and the surplus is a case', async () => {
  const placed = await failed();
  await world.simulator.control.collectLate(placed.paymentRequestId);
  const { paymentId } = await retryOrder(customer.ctx, { orderId: placed.orderId });
  await world.runJobs();
  expect(await world.payment(paymentId)).toMatchObject({
    status: 'FAIL',
    failureCode: 'EARLIER_ATTEMPT_PAID',
    sentAt: null,
  });
  expect(await collected(placed)).toEqual([placed.paymentRequestId]);
  expect(await casesOf(placed)).toMatchObject([{ kind: 'surplus', status: 'OPEN', subjectId: placed.id }]);
  await expect(retryOrder(customer.ctx, { orderId: placed.orderId })).rejects.toThrow('order_not_retryable');
});

describe('the policy', () => {
  test('does not try again what a person has cancelled, whatever came of the cancel', async () => {
    await setChoices({ retryAfterHours: [24] });
    const placed = await world.order(customer, wallet, TOO_POOR);
    await world.simulator.control.fault({ do: 'delay', ms: 1_500, match: { api: 'pay' }, times: 1 });
    const charging = chargeOrder(world.system, placed.id);
    await expect.poll(async () => (await world.payment(placed.id)).sentAt).not.toBeNull();
    await requestCancel(owner, { orderId: placed.orderId, password: STAFF_PASSWORD });
    await charging;
    await world.runJobs();
    expect((await world.payment(placed.id)).status).toBe('FAIL');
    expect((await orderOf(world.db, placed)).nextRetryAt).toBeNull();
    await world.db.update(orders).set({ nextRetryAt: new Date() }).where(eq(orders.id, placed.orderId));
    expect(await retryByPolicy(world.system, placed.orderId)).toBe('refused');
    expect(await attemptsOf(placed)).toHaveLength(1);
  });

  test('tries again later for a low balance, at the hours that are set, and then no more', async () => {
    await setChoices({ retryAfterHours: [24, 72] });
    const placed = await world.order(customer, wallet, TOO_POOR);
    await world.runJobs();
    const before = Date.now();
    const next = (await orderOf(world.db, placed)).nextRetryAt!;
    expect(Math.abs(next.getTime() - before - 24 * 3_600_000)).toBeLessThan(60_000);

    await fireRetry(placed);
    expect(await attemptsOf(placed)).toHaveLength(2);
    expect((await orderOf(world.db, placed)).policyRetries).toBe(1);
    await fireRetry(placed);
    expect(await attemptsOf(placed)).toHaveLength(3);
    expect((await attemptsOf(placed)).map((one) => one.status)).toEqual(['FAIL', 'FAIL', 'FAIL']);
    expect(await orderOf(world.db, placed)).toMatchObject({ policyRetries: 2, nextRetryAt: null });
  });

  test('is kept from trying again by the customer, and by an operator', async () => {
    await setChoices({ retryAfterHours: [24] });
    for (const who of [customer.ctx, owner]) {
      await world.simulator.control.set({ specialAmounts: 'on' });
      const placed = await failed();
      await dropOrder(who, placed.orderId);
      expect(await orderOf(world.db, placed)).toMatchObject({ status: 'FAIL', nextRetryAt: null });
      await expect(dropOrder(who, placed.orderId)).rejects.toThrow('order_not_held');
      expect(await retryByPolicy(world.system, placed.orderId)).toBe('not_any_more');
    }
  });

  test('never tries again after a hard refusal', async () => {
    await setChoices({ retryAfterHours: [24] });
    const placed = await failed(RISKY);
    expect((await orderOf(world.db, placed)).nextRetryAt).toBeNull();
  });

  test('finds nothing to do when the customer was quicker, and gives up when the wallet is gone', async () => {
    await setChoices({ retryAfterHours: [24] });
    const quick = await failed();
    await retryOrder(customer.ctx, { orderId: quick.orderId });
    await world.runJobs();
    await fireRetry(quick);
    expect(await attemptsOf(quick)).toHaveLength(2);

    await world.simulator.control.set({ specialAmounts: 'on' });
    const gone = await failed();
    await requestRevoke(customer.ctx, wallet);
    await world.runJobs();
    await fireRetry(gone);
    expect(await attemptsOf(gone)).toHaveLength(1);
    expect((await orderOf(world.db, gone)).nextRetryAt).toBeNull();
  });

  /** The hour has come; Alipay's own clock stays where it is. */
  async function fireRetry(payment: Payment): Promise<void> {
    const past = new Date(Date.now() - 1_000);
    await world.db
      .update(orders)
      .set({ nextRetryAt: past })
      .where(sql`${orders.id} = ${payment.orderId} and ${orders.nextRetryAt} is not null`);
    await world.db.execute(
      sql`update graphile_worker._private_jobs set run_at = now() - interval '1 second' where key = ${`retry:${payment.orderId}`}`,
    );
    await world.runJobs();
  }
});
