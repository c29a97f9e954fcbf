/** Money that comes after Alipay said that it would not: never taken twice unseen, and returned by one act. */
import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { orders } from '@/db/schema/orders';
import { cancels, refunds } from '@/db/schema/refunds';
import { wallets } from '@/db/schema/wallets';
import {
  attemptsOf,
  casesOf,
  collected,
  customer,
  failed,
  openTestShop,
  setChoices,
  staff as owner,
  wallet,
  world,
} from '@/e2e/test-shop';
import { orderOf, STAFF_PASSWORD, type Payment } from '@/e2e/test-world';
import { parseMoney } from '@/lib/kit/money';
import { returnSurplus } from '@/lib/refunds/return-surplus';
import { retryRefund } from '@/lib/refunds/retry-refund';
import { readOwnOrder } from '@/lib/refunds/own-order-view';
import { pauseDebits, resumeDebits } from '@/lib/settings/pause-debits';
import { chargeOrder } from './charge';
import { inquirePayment } from './inquire';
import { recordPaymentResult } from './record-result';
import { requestCancel } from './request-cancel';
import { retryOrder } from './retry-order';
import { verifyPayment } from './verify';

openTestShop('owner', { specialAmounts: 'on' });
beforeEach(() => setChoices({}));

describe('a late success after FAIL, with the retry paid too', () => {
  async function paidTwice(): Promise<Payment> {
    const placed = await failed();
    await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.runJobs();
    await world.simulator.control.set({ notifications: 'on' });
    await world.simulator.control.collectLate(placed.paymentRequestId);
    await expect.poll(async () => (await casesOf(placed)).length).toBe(1);
    expect(await collected(placed)).toHaveLength(2);
    return placed;
  }

  test('ends in one open case; its act leaves exactly one collected debit, and the case closes by itself', async () => {
    const placed = await paidTwice();
    const [open] = await casesOf(placed);
    expect(open).toMatchObject({ kind: 'surplus', status: 'OPEN', subjectId: placed.id });
    expect((await orderOf(world.db, placed)).status).toBe('SUCCESS');
    expect(await returnSurplus(owner, { caseId: open!.id, password: STAFF_PASSWORD })).toBe('by_cancel');
    await world.runJobs();
    const [, second] = await attemptsOf(placed);
    expect(await collected(placed)).toEqual([second!.paymentRequestId]);
    expect(await casesOf(placed)).toMatchObject([{ status: 'CLOSED', closeReason: 'returned' }]);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'FAIL', gatewayStatus: 'CANCELLED' });
    const again = returnSurplus(owner, { caseId: open!.id, password: STAFF_PASSWORD });
    await expect(again).rejects.toThrow('case_closed');
  });

  test('goes back by itself where the merchant has set it so', async () => {
    await setChoices({ returnsSurplus: true });
    const placed = await paidTwice();
    await world.runJobs();
    await world.runJobs();
    expect(await collected(placed)).toHaveLength(1);
    expect(await casesOf(placed)).toMatchObject([{ status: 'CLOSED' }]);
    const asked = await world.db.select().from(cancels).where(eq(cancels.paymentId, placed.id));
    expect(asked).toMatchObject([{ requestedBy: 'app', status: 'SUCCESS' }]);
  });

  test('is not a surplus again when it is told once more after it has gone back', async () => {
    for (const days of [0, 3]) {
      await world.simulator.control.set({ specialAmounts: 'on' });
      world.moveClock(null);
      const placed = await paidTwice();
      const [open] = await casesOf(placed);
      world.moveClock(days * 86_400_000);
      await returnSurplus(owner, { caseId: open!.id, password: STAFF_PASSWORD });
      await world.runJobs();
      const { paymentId } = await world.payment(placed.id);
      await recordPaymentResult(world.system, {
        paymentRequestId: placed.paymentRequestId,
        road: 'notification',
        exchange: null,
        outcome: {
          kind: 'succeeded',
          value: {
            status: 'SUCCESS',
            paymentId: paymentId!,
            paymentRequestId: placed.paymentRequestId,
            amount: null,
            paidAt: null,
          },
        },
      });
      await world.runJobs();
      expect((await casesOf(placed)).map((one) => one.status)).toEqual(['CLOSED']);
    }
  });

  test('has gone back, too, by a refund that failed with us and was paid all the same', async () => {
    const placed = await paidTwice();
    const [open] = await casesOf(placed);
    world.moveClock(3 * 86_400_000);
    const code = 'MERCHANT_BALANCE_NOT_ENOUGH';
    await world.simulator.control.fault({ do: 'code', code, match: { api: 'refund' }, times: 1 });
    expect(await returnSurplus(owner, { caseId: open!.id, password: STAFF_PASSWORD })).toBe('by_refund');
    await world.runJobs();
    const [refund] = await world.db.select().from(refunds).where(eq(refunds.paymentId, placed.id));
    expect(refund).toMatchObject({ status: 'FAIL', failureCode: code });
    const told = world.simulator.speak('refunds', {
      notifyType: 'REFUND_RESULT',
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
      refundStatus: 'SUCCESS',
      refundRequestId: refund!.refundRequestId,
      refundId: '20261126000000000000000000000002',
      refundAmount: { currency: 'THB', value: refund!.amountMinor.toString() },
    });
    await world.deliver(told);
    const left = (await casesOf(placed)).filter(({ status }) => status === 'OPEN');
    expect(left).toMatchObject([{ kind: 'refund_contradiction' }]);
    expect((await readOwnOrder(customer.ctx, placed.orderId)).surplus).toMatchObject([{ state: 'returned' }]);
  });

  test('has gone back, too, while the refund that failed was about to be tried again', async () => {
    const placed = await paidTwice();
    const [open] = await casesOf(placed);
    world.moveClock(3 * 86_400_000);
    await world.simulator.control.fault({ do: 'code', code: 'PROCESS_FAIL', match: { api: 'refund' }, times: 1 });
    await returnSurplus(owner, { caseId: open!.id, password: STAFF_PASSWORD });
    await world.runJobs();
    expect((await casesOf(placed)).map(({ kind }) => kind).sort()).toEqual(['return_failed', 'surplus']);
    const [failedOne] = await world.db.select().from(refunds).where(eq(refunds.paymentId, placed.id));
    await retryRefund(owner, { refundId: failedOne!.id, password: STAFF_PASSWORD });
    const { outcome } = await world.runtime.gateway.refund({
      refundRequestId: failedOne!.refundRequestId,
      paymentId: (await world.payment(placed.id)).paymentId!,
      amount: parseMoney({ currency: 'THB', value: failedOne!.amountMinor.toString() }),
      refundNotifyUrl: 'https://shop.example/api/alipay/notifications/refunds',
    });
    expect(outcome.kind).toBe('succeeded');
    await world.runJobs();
    const left = (await casesOf(placed)).filter(({ status }) => status === 'OPEN');
    expect(left).toMatchObject([{ kind: 'refund_contradiction', subjectId: failedOne!.id }]);
    const { refunds: theirs } = await world.simulator.control.ledger();
    expect(theirs.filter((one) => one.paymentRequestId === placed.paymentRequestId)).toHaveLength(1);
  });

  test('goes back by a refund when the time for cancelling is over', async () => {
    const placed = await paidTwice();
    const [open] = await casesOf(placed);
    world.moveClock(3 * 86_400_000);
    expect(await returnSurplus(owner, { caseId: open!.id, password: STAFF_PASSWORD })).toBe('by_refund');
    await world.runJobs();
    const { refunds: theirs } = await world.simulator.control.ledger();
    expect(theirs.filter((one) => one.paymentRequestId === placed.paymentRequestId)).toMatchObject([
      { status: 'SUCCESS', value: '140100' },
    ]);
    expect(await casesOf(placed)).toMatchObject([{ status: 'CLOSED', closeReason: 'returned' }]);
  });

  test.each([
    ['of a person', false],
    ['of the policy', true],
  ])('goes back by a refund when Alipay says that it is too late for the cancel %s', async (_, returnsSurplus) => {
    await setChoices({ returnsSurplus });
    const api = 'cancel';
    await world.simulator.control.fault({ do: 'code', code: 'CANCEL_WINDOW_EXCEED', match: { api }, times: 1 });
    const placed = await paidTwice();
    const [open] = await casesOf(placed);
    const act = () => returnSurplus(owner, { caseId: open!.id, password: STAFF_PASSWORD });
    if (!returnsSurplus) expect(await act()).toBe('by_cancel');
    await world.runJobs();
    if (!returnsSurplus) expect(await act()).toBe('by_refund');
    await world.runJobs();
    await world.runJobs();
    expect(await collected(placed)).toHaveLength(2);
    const { refunds: theirs } = await world.simulator.control.ledger();
    expect(theirs.filter((one) => one.paymentRequestId === placed.paymentRequestId)).toHaveLength(1);
    expect(await casesOf(placed)).toMatchObject([{ status: 'CLOSED', closeReason: 'returned' }]);
  });
});

describe('money that came late for an earlier attempt', () => {
  const tellLate = async (payment: Payment) => {
    await world.simulator.control.set({ notifications: 'on' });
    await world.simulator.control.collectLate(payment.paymentRequestId);
    await expect.poll(async () => (await world.payment(payment.id)).gatewayStatus).toBe('SUCCESS');
    await world.simulator.control.set({ notifications: 'off' });
  };

  test('keeps a further attempt from being asked for, also when another attempt failed since', async () => {
    const placed = await failed();
    await world.simulator.control.set({ specialAmounts: 'on' });
    await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.runJobs();
    expect((await attemptsOf(placed)).map((one) => one.status)).toEqual(['FAIL', 'FAIL']);
    await world.simulator.control.set({ specialAmounts: 'off' });
    await world.db.update(orders).set({ nextRetryAt: new Date() }).where(eq(orders.id, placed.orderId));
    await tellLate(placed);
    expect((await orderOf(world.db, placed)).nextRetryAt).toBeNull();
    await expect(retryOrder(customer.ctx, { orderId: placed.orderId })).rejects.toThrow('order_not_retryable');
  });

  test('is found where it was known to be dead before, and nobody tells that it was collected since', async () => {
    const placed = await failed();
    await world.db.execute(sql`update payments set known_dead_at = now() where id = ${placed.id}`);
    await world.simulator.control.collectLate(placed.paymentRequestId);
    const { paymentId } = await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.runJobs();
    expect(await world.payment(paymentId)).toMatchObject({ status: 'FAIL', failureCode: 'EARLIER_ATTEMPT_PAID' });
    expect(await collected(placed)).toEqual([placed.paymentRequestId]);
  });

  test('is found where nobody tells it, behind an attempt that never left', async () => {
    const placed = await failed();
    const { paymentId: between } = await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.db.update(wallets).set({ paused: true }).where(eq(wallets.id, wallet));
    await world.runJobs();
    expect(await world.payment(between)).toMatchObject({ status: 'FAIL', failureCode: 'WALLET_NOT_USABLE', sends: 0 });
    await world.db.update(wallets).set({ paused: false }).where(eq(wallets.id, wallet));
    await world.simulator.control.collectLate(placed.paymentRequestId);
    const { paymentId } = await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.runJobs();
    expect(await world.payment(paymentId)).toMatchObject({ status: 'FAIL', failureCode: 'EARLIER_ATTEMPT_PAID' });
    expect(await collected(placed)).toEqual([placed.paymentRequestId]);
  });

  test('is not overlooked because the question about it got no clear answer', async () => {
    const placed = await failed();
    await world.db.execute(sql`update payments set known_dead_at = now() where id = ${placed.id}`);
    await world.simulator.control.collectLate(placed.paymentRequestId);
    await world.simulator.control.fault({ do: 'malformed', match: { api: 'inquiryPayment' }, times: 1 });
    const { paymentId } = await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.runJobs();
    expect(await world.payment(paymentId)).toMatchObject({ status: 'INIT', sentAt: null });
    world.moveClock(5_000);
    await world.runJobs();
    expect(await world.payment(paymentId)).toMatchObject({ status: 'FAIL', failureCode: 'EARLIER_ATTEMPT_PAID' });
    expect(await collected(placed)).toEqual([placed.paymentRequestId]);
  });

  test('is asked about anew where the attempt had to wait since', async () => {
    const placed = await failed();
    const { paymentId } = await retryOrder(customer.ctx, { orderId: placed.orderId });
    await pauseDebits(owner, { reason: 'a test' });
    try {
      expect(await chargeOrder(world.system, paymentId)).toBe('paused');
      expect((await world.payment(placed.id)).knownDeadAt).not.toBeNull();
      await world.simulator.control.collectLate(placed.paymentRequestId);
      world.moveClock(3 * 3_600_000);
    } finally {
      await resumeDebits(owner);
    }
    await world.runJobs();
    expect(await world.payment(paymentId)).toMatchObject({ status: 'FAIL', failureCode: 'EARLIER_ATTEMPT_PAID' });
    expect(await collected(placed)).toEqual([placed.paymentRequestId]);
  });

  test('is asked about soon after an outage, however long it was', async () => {
    const placed = await failed();
    const { paymentId } = await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.simulator.goDown();
    const before = Date.now();
    for (let times = 0; times < 3; times += 1) {
      expect(await chargeOrder(world.system, paymentId)).toBe('earlier_open');
    }
    expect(await world.payment(paymentId)).toMatchObject({ status: 'INIT', inquiries: 0, sentAt: null });
    const [job] = await world.db.execute<{ runAt: string }>(
      sql`select run_at as "runAt" from graphile_worker.jobs where key = ${`charge:${paymentId}`}`,
    );
    expect(new Date(job!.runAt).getTime() - before).toBeLessThan(10_000);
    await world.simulator.comeBack();
    await expect.poll(async () => chargeOrder(world.system, paymentId), { timeout: 5_000 }).toBe('sent');
    expect((await world.payment(paymentId)).status).toBe('SUCCESS');
  });

  test('keeps bytes that never arrived from being sent once more', async () => {
    const placed = await failed();
    const { paymentId } = await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.simulator.control.fault({ do: 'close_before', match: { api: 'pay' }, times: 1 });
    await chargeOrder(world.system, paymentId);
    await tellLate(placed);
    await world.db.execute(
      sql`update payments set sent_real_at = sent_real_at - interval '20 seconds' where id = ${paymentId}`,
    );
    await inquirePayment(world.system, paymentId);
    expect(await world.payment(paymentId)).toMatchObject({ status: 'INIT', sends: 1 });
    expect(await collected(placed)).toEqual([placed.paymentRequestId]);
  });

  test('keeps a further attempt from being planned', async () => {
    await setChoices({ retryAfterHours: [1] });
    await world.simulator.control.set({ specialAmounts: 'on' });
    const placed = await failed();
    await world.simulator.control.set({ specialAmounts: 'on' });
    const { paymentId } = await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.simulator.control.set({ payAnswer: 'in_process', settleMs: 300 });
    await chargeOrder(world.system, paymentId);
    await tellLate(placed);
    await expect.poll(async () => inquirePayment(world.system, paymentId)).toBe('settled');
    expect((await world.payment(paymentId)).status).toBe('FAIL');
    expect((await orderOf(world.db, placed)).nextRetryAt).toBeNull();
  });

  test('that Alipay does not tell clearly for a day is left to a person', async () => {
    const placed = await failed();
    await world.simulator.control.fault({ do: 'malformed', match: { api: 'inquiryPayment' } });
    expect(await verifyPayment(world.system, placed.id, 14)).toBe('going_on');
    expect(await casesOf(placed)).toEqual([]);
    expect(await verifyPayment(world.system, placed.id, 15)).toBe('given_up');
    expect(await casesOf(placed)).toMatchObject([{ kind: 'contradiction', status: 'OPEN', subjectId: placed.id }]);
  });

  test('keeps an attempt that waits from being sent, also when there was another one between', async () => {
    const placed = await failed();
    await world.simulator.control.set({ specialAmounts: 'on' });
    await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.runJobs();
    await world.simulator.control.set({ specialAmounts: 'off' });
    const { paymentId } = await retryOrder(customer.ctx, { orderId: placed.orderId });
    await tellLate(placed);
    await world.runJobs();
    expect(await world.payment(paymentId)).toMatchObject({ status: 'FAIL', failureCode: 'EARLIER_ATTEMPT_PAID' });
    expect(await collected(placed)).toEqual([placed.paymentRequestId]);
    const [open] = await casesOf(placed);
    expect(open).toMatchObject({ kind: 'surplus', status: 'OPEN' });
    const told = async () => (await readOwnOrder(customer.ctx, placed.orderId)).surplus;
    expect(await told()).toMatchObject([{ state: 'held', amount: { value: '140100' } }]);

    await returnSurplus(owner, { caseId: open!.id, password: STAFF_PASSWORD });
    await world.runJobs();
    expect(await collected(placed)).toEqual([]);
    expect(await told()).toMatchObject([{ state: 'returned' }]);
    await retryOrder(customer.ctx, { orderId: placed.orderId });
    await world.runJobs();
    expect(await collected(placed), 'what went back may be paid').toHaveLength(1);
  });

  test('is not talked away by an answer to a question that was asked before', async () => {
    const placed = await failed();
    const question = await world.runtime.gateway.inquiryPayment({ paymentRequestId: placed.paymentRequestId });
    await tellLate(placed);
    await recordPaymentResult(world.system, {
      paymentRequestId: placed.paymentRequestId,
      road: 'inquiry',
      ...question,
    });
    expect(await world.payment(placed.id)).toMatchObject({ gatewayStatus: 'SUCCESS', knownDeadAt: null });
    expect(await casesOf(placed)).toMatchObject([{ kind: 'surplus', status: 'OPEN' }]);
  });

  test('goes back by a refund where the payment was cancelled, which no cancel can do again', async () => {
    const placed = await failed();
    await world.db.execute(sql`alter table payments disable trigger user`);
    await world.db.execute(
      sql`update payments set status = 'CANCELLED', resolved_by = 'cancel' where id = ${placed.id}`,
    );
    await world.db.execute(sql`alter table payments enable trigger user`);
    await world.simulator.control.collectLate(placed.paymentRequestId);
    const question = await world.runtime.gateway.inquiryPayment({ paymentRequestId: placed.paymentRequestId });
    await recordPaymentResult(world.system, {
      paymentRequestId: placed.paymentRequestId,
      road: 'inquiry',
      ...question,
    });
    const [open] = await casesOf(placed);
    expect(open).toMatchObject({ kind: 'surplus', status: 'OPEN' });
    expect(await returnSurplus(owner, { caseId: open!.id, password: STAFF_PASSWORD })).toBe('by_refund');
    await world.runJobs();
    expect(await casesOf(placed)).toMatchObject([{ status: 'CLOSED', closeReason: 'returned' }]);
  });

  test('is asked about anew where the answer was to a question asked before the cancel', async () => {
    const placed = await world.order(customer, wallet, '450');
    await world.runJobs();
    const question = await world.runtime.gateway.inquiryPayment({ paymentRequestId: placed.paymentRequestId });
    await requestCancel(owner, { orderId: placed.orderId, password: STAFF_PASSWORD });
    await world.runJobs();
    expect((await world.payment(placed.id)).status).toBe('CANCELLED');
    await recordPaymentResult(world.system, {
      paymentRequestId: placed.paymentRequestId,
      road: 'inquiry',
      ...question,
    });
    const questions = () => world.simulator.control.calls('inquiryPayment', placed.paymentRequestId);
    const before = (await questions()).length;
    world.moveClock(1_500);
    await world.runJobs();
    expect((await questions()).length).toBe(before + 1);
    expect(await casesOf(placed)).toEqual([]);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'CANCELLED', gatewayStatus: null });
  });
});
