/** Money goes back in full or in parts, never above what was paid, and unknown is never failed. */
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { cases } from '@/db/schema/cases';
import { refunds } from '@/db/schema/refunds';
import { users } from '@/db/schema/users';
import { customer, openTestShop, paid, staff as finance, wallet, world } from '@/e2e/test-shop';
import { STAFF_PASSWORD, type Payment } from '@/e2e/test-world';
import { meaningOf } from '@/lib/alipay/result-codes';
import { actorId } from '@/lib/auth/actor';
import { newSecretText } from '@/lib/kit/ids';
import { parseMoney } from '@/lib/kit/money';
import { readOrderTruth } from '@/lib/orders/truth';
import { requestRevoke } from '@/lib/wallets/revoke-wallet';
import { recordRefundResult } from './record-refund-result';
import { requestRefund } from './request-refund';
import { retryRefund } from './retry-refund';
import { sendRefund } from './send-refund';
import { readOrderReturns } from './order-returns-view';
import { readOwnOrder } from './own-order-view';

openTestShop('finance');

const refund = (payment: Payment, amount?: string, placementKey = newSecretText()) =>
  requestRefund(finance, { orderId: payment.orderId, amount, placementKey, password: STAFF_PASSWORD });

const refundsOf = (payment: Payment) =>
  world.db.select().from(refunds).where(eq(refunds.paymentId, payment.id)).orderBy(refunds.createdAt);

async function atAlipay(payment: Payment) {
  const ledger = await world.simulator.control.ledger();
  return ledger.refunds.filter((one) => one.paymentRequestId === payment.paymentRequestId);
}

test('without an amount all that is left goes back, and both ledgers agree', async () => {
  const placed = await paid();
  const { refundId } = await refund(placed);
  await world.runJobs();
  const [kept] = await refundsOf(placed);
  expect(kept).toMatchObject({
    id: refundId,
    status: 'SUCCESS',
    amountMinor: 45_000n,
    resolvedBy: 'response',
    sends: 1,
  });
  const [theirs] = await atAlipay(placed);
  expect(theirs).toMatchObject({ status: 'SUCCESS', value: '45000', refundId: kept!.refundId });
  const returns = await readOrderReturns(finance, placed.orderId);
  expect(returns).toMatchObject({ refunded: { value: '45000' }, refundPending: { value: '0' } });
  expect(returns.refund).toMatchObject({ kind: 'cannot', why: 'nothing_left' });
});

test('parts go back one after the other until nothing is left', async () => {
  const placed = await paid();
  await refund(placed, '100');
  await refund(placed, '150.50');
  await world.runJobs();
  await expect(refund(placed, '199.51')).rejects.toThrow('refund_exceeds_balance');
  await refund(placed, '199.50');
  await world.runJobs();
  expect((await atAlipay(placed)).map((one) => one.value).sort()).toEqual(['10000', '15050', '19950']);
  await expect(refund(placed, '1')).rejects.toThrow('refund_exceeds_balance');
});

test('thirty operators who refund the rest at once give it back once', async () => {
  const placed = await paid();
  const results = await Promise.allSettled(Array.from({ length: 30 }, () => refund(placed)));
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  await world.runJobs();
  expect(await atAlipay(placed)).toMatchObject([{ status: 'SUCCESS', value: '45000' }]);
});

test('a double click is one refund', async () => {
  const placed = await paid();
  const key = newSecretText();
  const asked = await Promise.all(Array.from({ length: 5 }, () => refund(placed, '10', key)));
  expect(new Set(asked.map((one) => one.refundId)).size).toBe(1);
  expect(asked.filter((one) => one.isNew)).toHaveLength(1);
});

test('the same click with another sum is refused by name, and nothing more goes back', async () => {
  const placed = await paid();
  const key = newSecretText();
  const { refundId } = await refund(placed, '100', key);
  await expect(refund(placed, '250', key)).rejects.toMatchObject({
    code: 'refund_not_possible',
    fields: { amount: expect.stringContaining('฿100.00') as string },
  });
  // It names no sum, so it contradicts nothing.
  expect(await refund(placed, undefined, key)).toEqual({ refundId, isNew: false });
  expect(await refund(placed, '100.00', key)).toEqual({ refundId, isNew: false });
  expect(await refundsOf(placed)).toMatchObject([{ amountMinor: 10_000n }]);
});

describe('an unclear answer is not a failure', () => {
  test.each([
    ['the answer is lost after Alipay refunded', 'close_after', 1],
    ['the call is lost before Alipay saw it', 'close_before', 2],
    ['the answer does not verify', 'bad_signature', 1],
    ['the answer is half a message', 'malformed', 1],
    ['the gateway breaks down after refunding', 'http_500_after', 1],
  ] as const)('%s: the money goes back once', async (_, fault, sends) => {
    const placed = await paid();
    await world.simulator.control.fault({ do: fault, match: { api: 'refund' }, times: 1 });
    await refund(placed);
    await world.runJobs();
    expect(await refundsOf(placed)).toMatchObject([{ status: 'INIT' }]);
    expect((await readOrderReturns(finance, placed.orderId)).refundPending.value).toBe('45000');
    for (let look = 0; look < 3; look += 1) {
      world.moveClock(30_000);
      await world.runJobs();
    }
    expect(await refundsOf(placed)).toMatchObject([{ status: 'SUCCESS', sends }]);
    expect(await atAlipay(placed)).toHaveLength(1);
  });

  test('in process: the question brings the end', async () => {
    await world.simulator.control.set({ refundAnswer: 'in_process', refundSettleMs: 50 });
    const placed = await paid();
    await refund(placed);
    await world.runJobs();
    await expect
      .poll(async () => {
        world.moveClock(10_000);
        await world.runJobs();
        return (await refundsOf(placed))[0]?.status;
      })
      .toBe('SUCCESS');
    expect(await refundsOf(placed)).toMatchObject([{ resolvedBy: 'inquiry' }]);
  });

  test('in process: the notification brings the end', async () => {
    await world.simulator.control.set({ refundAnswer: 'in_process', refundSettleMs: 50, notifications: 'on' });
    const placed = await paid();
    await refund(placed);
    await world.runJobs();
    await expect.poll(async () => (await refundsOf(placed))[0]?.status).toBe('SUCCESS');
    expect(await refundsOf(placed)).toMatchObject([{ resolvedBy: 'notification' }]);
  });
});

test('its customer sees what is on its way back, and then what has come', async () => {
  await world.simulator.control.set({ refundAnswer: 'in_process', refundSettleMs: 50 });
  const placed = await paid();
  const seen = async () => {
    const { refunded, refundPending } = await readOwnOrder(customer.ctx, placed.orderId);
    return [refunded.value, refundPending.value];
  };
  expect(await seen()).toEqual(['0', '0']);
  await refund(placed, '100');
  expect(await seen()).toEqual(['0', '10000']);
  await world.runJobs();
  await expect
    .poll(async () => {
      world.moveClock(10_000);
      await world.runJobs();
      return seen();
    })
    .toEqual(['10000', '0']);
});

test('its customer is told of what could not be returned, until it is asked again', async () => {
  const placed = await paid();
  await world.simulator.control.fault({
    do: 'code',
    code: 'MERCHANT_BALANCE_NOT_ENOUGH',
    match: { api: 'refund' },
    times: 1,
  });
  const notReturned = async () => (await readOwnOrder(customer.ctx, placed.orderId)).notReturned;
  const { refundId } = await refund(placed, '100');
  expect(await notReturned()).toBeNull();
  await world.runJobs();
  const advice = meaningOf('refund', 'MERCHANT_BALANCE_NOT_ENOUGH')?.advice;
  expect(await notReturned()).toEqual({ amount: { currency: 'THB', value: '10000' }, advice });
  await retryRefund(finance, { refundId, password: STAFF_PASSWORD });
  expect(await notReturned()).toBeNull();
});

test('the timeline names who asked for which part', async () => {
  const placed = await paid();
  await refund(placed, '100');
  await refund(placed, '50');
  await world.runJobs();
  const { timeline } = await readOrderTruth(finance, placed.orderId);
  const asked = timeline.filter(({ what }) => what === 'refund_asked');
  const [user] = await world.db
    .select()
    .from(users)
    .where(eq(users.id, actorId(finance.actor) as never));
  expect(asked.map(({ by, sum }) => [by, sum?.value])).toEqual([
    [user?.name, '10000'],
    [user?.name, '5000'],
  ]);
});

test('a failed refund frees what it had reserved', async () => {
  const placed = await paid();
  await world.simulator.control.fault({ do: 'code', code: 'REFUND_NOT_SUPPORTED', match: { api: 'refund' }, times: 1 });
  await refund(placed, '100');
  await world.runJobs();
  expect(await refundsOf(placed)).toMatchObject([{ status: 'FAIL', failureCode: 'REFUND_NOT_SUPPORTED' }]);
  expect((await readOrderReturns(finance, placed.orderId)).refund).toMatchObject({ left: { value: '45000' } });
  await refund(placed);
  await world.runJobs();
  expect((await refundsOf(placed)).map((one) => one.status)).toEqual(['FAIL', 'SUCCESS']);
});

test('one that fails for the merchant’s balance waits in a case, and is done again once under a new id', async () => {
  const placed = await paid();
  await world.simulator.control.fault({
    do: 'code',
    code: 'MERCHANT_BALANCE_NOT_ENOUGH',
    match: { api: 'refund' },
    times: 1,
  });
  const { refundId } = await refund(placed);
  await world.runJobs();
  const openCases = () => world.db.select().from(cases).where(eq(cases.subjectId, refundId));
  expect(await openCases()).toMatchObject([{ kind: 'refund_unfunded', status: 'OPEN' }]);

  const again = await Promise.all(
    Array.from({ length: 4 }, () => retryRefund(finance, { refundId, password: STAFF_PASSWORD })),
  );
  expect(new Set(again.map((one) => one.refundId)).size).toBe(1);
  await world.runJobs();
  const [failed, done] = await refundsOf(placed);
  expect(failed).toMatchObject({ status: 'FAIL' });
  expect(done).toMatchObject({ status: 'SUCCESS', retryOf: refundId });
  expect(done!.refundRequestId).not.toBe(failed!.refundRequestId);
  expect(await openCases()).toMatchObject([{ status: 'CLOSED', closeReason: 'tried_again' }]);
});

test('a payment whose wallet was unlinked meanwhile can still be refunded', async () => {
  const placed = await paid();
  await requestRevoke(customer.ctx, wallet);
  await world.runJobs();
  await refund(placed);
  await world.runJobs();
  expect(await refundsOf(placed)).toMatchObject([{ status: 'SUCCESS' }]);
});

test('a word that contradicts a final one changes nothing and opens a case', async () => {
  const placed = await paid();
  const { refundId } = await refund(placed);
  await world.runJobs();
  const [kept] = await refundsOf(placed);
  const spoken = world.simulator.speak('refunds', {
    notifyType: 'REFUND_RESULT',
    result: { resultCode: 'PROCESS_FAIL', resultStatus: 'F', resultMessage: 'failed' },
    refundStatus: 'FAIL',
    refundRequestId: kept!.refundRequestId,
    refundId: kept!.refundId,
    refundAmount: { currency: 'THB', value: '45000' },
  });
  expect(await world.deliver(spoken)).toMatchObject({ kind: 'acknowledged' });
  expect(await refundsOf(placed)).toMatchObject([{ status: 'SUCCESS', gatewayStatus: 'FAIL' }]);
  const opened = await world.db.select().from(cases).where(eq(cases.subjectId, refundId));
  expect(opened).toMatchObject([{ kind: 'refund_contradiction', status: 'OPEN' }]);
});

test('a refund that never arrived and whose repeat is refused ends, instead of hanging for ever', async () => {
  const placed = await paid();
  await world.simulator.control.fault({ do: 'close_before', match: { api: 'refund' }, times: 1 });
  await refund(placed, '200');
  await world.runJobs();
  await world.simulator.control.fault({ do: 'code', code: 'PROCESS_FAIL', match: { api: 'refund' } });
  let elapsedMs = 0;
  for (const gapMs of [3_500, 10_500, 40_500, 310_000, 310_000]) {
    world.moveClock((elapsedMs += gapMs));
    await world.runJobs();
  }
  expect(await refundsOf(placed)).toMatchObject([{ status: 'FAIL', failureCode: 'PROCESS_FAIL' }]);
  expect(await atAlipay(placed)).toEqual([]);
});

describe('a refund that failed here and was paid all the same', () => {
  const failOne = () =>
    world.simulator.control.fault({ do: 'code', code: 'PROCESS_FAIL', match: { api: 'refund' }, times: 1 });

  /** Alipay carries out what it has refused. */
  async function payAfterAll(payment: Payment): Promise<void> {
    const [failed] = await refundsOf(payment);
    const { paymentId } = await world.payment(payment.id);
    const { outcome } = await world.runtime.gateway.refund({
      refundRequestId: failed!.refundRequestId,
      paymentId: paymentId!,
      amount: parseMoney({ currency: failed!.currency, value: failed!.amountMinor.toString() }),
      refundNotifyUrl: 'https://shop.example/api/alipay/notifications/refunds',
    });
    expect(outcome.kind).toBe('succeeded');
  }

  async function tellPaid(payment: Payment): Promise<void> {
    const [failed] = await refundsOf(payment);
    const spoken = world.simulator.speak('refunds', {
      notifyType: 'REFUND_RESULT',
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
      refundStatus: 'SUCCESS',
      refundRequestId: failed!.refundRequestId,
      refundId: '20261126000000000000000000000001',
      refundAmount: { currency: 'THB', value: failed!.amountMinor.toString() },
    });
    expect(await world.deliver(spoken)).toMatchObject({ kind: 'acknowledged' });
  }

  test('is not sent again once Alipay has told so, and is no longer left to refund', async () => {
    const placed = await paid();
    await failOne();
    const { refundId } = await refund(placed, '200');
    await world.runJobs();
    expect(await refundsOf(placed)).toMatchObject([{ status: 'FAIL' }]);
    await tellPaid(placed);
    await expect(retryRefund(finance, { refundId, password: STAFF_PASSWORD })).rejects.toThrow('refund_not_possible');
    await expect(refund(placed, '300')).rejects.toThrow('refund_exceeds_balance');
    const returns = await readOrderReturns(finance, placed.orderId);
    expect(returns.refund).toMatchObject({ kind: 'can', left: { value: '25000' } });
    expect(returns.cancel).toMatchObject({ kind: 'cannot', why: 'refunded' });
    expect(returns.refunds).toMatchObject([{ status: 'FAIL', again: 'paid_after_all' }]);
    const open = await world.db.select().from(cases).where(eq(cases.subjectId, refundId));
    expect(open).toMatchObject([{ kind: 'refund_contradiction', status: 'OPEN' }]);
  });

  test('is found before the new one is sent, which then never leaves', async () => {
    const placed = await paid();
    await failOne();
    const { refundId } = await refund(placed, '200');
    await world.runJobs();
    await payAfterAll(placed);
    await retryRefund(finance, { refundId, password: STAFF_PASSWORD });
    await world.runJobs();
    expect(await refundsOf(placed)).toMatchObject([
      { status: 'FAIL', gatewayStatus: 'SUCCESS' },
      { status: 'FAIL', failureCode: 'EARLIER_REFUND_PAID', sends: 0 },
    ]);
    expect(await atAlipay(placed)).toMatchObject([{ status: 'SUCCESS', value: '20000' }]);
    expect((await readOwnOrder(customer.ctx, placed.orderId)).notReturned).toBeNull();
  });

  test('is not taken for it where only another amount was told', async () => {
    const placed = await paid();
    await world.simulator.control.fault({ do: 'other_amount', match: { api: 'refund' }, times: 1 });
    const { refundId } = await refund(placed, '200');
    await world.runJobs();
    expect(await refundsOf(placed)).toMatchObject([{ status: 'INIT', gatewayStatus: null }]);
    const { refundRequestId } = (await refundsOf(placed))[0]!;
    const outcome = { kind: 'failed', about: 'subject', code: 'PROCESS_FAIL', message: 'no' } as const;
    await recordRefundResult(world.system, { refundRequestId, road: 'notification', outcome, exchange: null });
    expect(await refundsOf(placed)).toMatchObject([{ id: refundId, status: 'FAIL', gatewayStatus: null }]);
    expect((await readOrderReturns(finance, placed.orderId)).refund).toMatchObject({ left: { value: '45000' } });
  });

  test('ends the trying: what was not sent because of it is not sent by another click either', async () => {
    const placed = await paid();
    await failOne();
    const { refundId } = await refund(placed, '200');
    await world.runJobs();
    await payAfterAll(placed);
    const again = await retryRefund(finance, { refundId, password: STAFF_PASSWORD });
    await world.runJobs();
    const retry = { refundId: again.refundId, password: STAFF_PASSWORD };
    await expect(retryRefund(finance, retry)).rejects.toThrow('refund_not_possible');
    const { refunds: shown } = await readOrderReturns(finance, placed.orderId);
    expect(shown).toMatchObject([{ again: 'paid_after_all' }, { again: 'earlier_paid' }]);
  });

  test('is found also behind another one that failed since', async () => {
    const placed = await paid();
    await failOne();
    const { refundId } = await refund(placed, '200');
    await world.runJobs();
    await failOne();
    const second = await retryRefund(finance, { refundId, password: STAFF_PASSWORD });
    await world.runJobs();
    expect(await refundsOf(placed)).toMatchObject([{ status: 'FAIL' }, { status: 'FAIL' }]);
    await payAfterAll(placed);
    await retryRefund(finance, { refundId: second.refundId, password: STAFF_PASSWORD });
    await world.runJobs();
    expect((await refundsOf(placed)).at(-1)).toMatchObject({ status: 'FAIL', failureCode: 'EARLIER_REFUND_PAID' });
    expect((await atAlipay(placed)).filter(({ status }) => status === 'SUCCESS')).toHaveLength(1);
  });

  test('is asked about once more where the new one waited, and then did not leave', async () => {
    const placed = await paid();
    await failOne();
    const { refundId } = await refund(placed, '200');
    await world.runJobs();
    await world.simulator.control.fault({ do: 'malformed', match: { api: 'inquiryRefund' }, times: 1 });
    const again = await retryRefund(finance, { refundId, password: STAFF_PASSWORD });
    await world.runJobs();
    // Alipay is gone exactly between the question and the refund.
    const { gateway } = world.runtime;
    const send = gateway.refund;
    const gone = { outcome: { kind: 'not_sent', reason: 'circuit_open' }, exchange: null } as const;
    Object.assign(gateway, { refund: async () => gone });
    try {
      await sendRefund(world.system, again.refundId);
    } finally {
      Object.assign(gateway, { refund: send });
    }
    expect(await refundsOf(placed)).toMatchObject([{ status: 'FAIL' }, { status: 'INIT', sends: 0, sentAt: null }]);
    await payAfterAll(placed);
    await sendRefund(world.system, again.refundId);
    expect((await refundsOf(placed)).at(-1)).toMatchObject({ failureCode: 'EARLIER_REFUND_PAID', sends: 0 });
    expect(await atAlipay(placed)).toMatchObject([{ status: 'SUCCESS', value: '20000' }]);
  });

  test('is asked about until the answer is clear, and only then sent again', async () => {
    const placed = await paid();
    await failOne();
    const { refundId } = await refund(placed, '200');
    await world.runJobs();
    await world.simulator.control.fault({ do: 'malformed', match: { api: 'inquiryRefund' }, times: 1 });
    await retryRefund(finance, { refundId, password: STAFF_PASSWORD });
    await world.runJobs();
    expect(await refundsOf(placed)).toMatchObject([{ status: 'FAIL' }, { status: 'INIT', sends: 0, inquiries: 1 }]);
    world.moveClock(3_500);
    await world.runJobs();
    expect(await refundsOf(placed)).toMatchObject([{ status: 'FAIL' }, { status: 'SUCCESS' }]);
    expect(await atAlipay(placed)).toMatchObject([{ status: 'SUCCESS', value: '20000' }]);
  });
});

describe('it is refused', () => {
  test('for what is not paid, what is below the wallet’s minimum, and what leaves a rest that never could go back', async () => {
    const unpaid = await world.order(customer, wallet, '450.00');
    await expect(refund(unpaid)).rejects.toThrow('refund_not_possible');
    const placed = await paid();
    await expect(refund(placed, '0.50')).rejects.toThrow('refund_amount_not_taken');
    await expect(refund(placed, '449.50')).rejects.toThrow('refund_amount_not_taken');
    await expect(refund(placed, '-5')).rejects.toThrow('invalid_input');
    await expect(refund(placed, '1.234')).rejects.toThrow('invalid_input');
    expect(await refundsOf(placed)).toEqual([]);
  });

  test('after the wallet’s window, and for a role that may not', async () => {
    const placed = await paid();
    const support = await world.addStaff('support');
    const asked = { orderId: placed.orderId, placementKey: newSecretText(), password: STAFF_PASSWORD };
    await expect(requestRefund(support, asked)).rejects.toThrow('not_allowed');
    world.moveClock(366 * 86_400_000);
    await expect(refund(placed)).rejects.toThrow('refund_not_possible');
  });
});
