import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator } from './server';
import {
  ACKNOWLEDGEMENT,
  call,
  control,
  eventually,
  fresh,
  isSignedByGateway,
  link,
  listenForNotifications,
  loginOf,
  payIn,
  payMessage,
  start,
  stringToSign,
  testEnvironment,
} from './testing';

let simulator: Simulator;
let origin: string;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await control(origin, 'POST', 'reset');
  await control(origin, 'PUT', 'settings', { payAnswer: 'immediate' });
});

async function codeOf(name: string, message: unknown): Promise<string> {
  return (await call(origin, name, message)).result.resultCode;
}

function refundMessage(paymentId: string, value: string, more: Record<string, unknown> = {}) {
  return { refundRequestId: fresh('rf'), paymentId, refundAmount: { currency: 'IDR', value }, ...more };
}

interface Paid {
  paymentId: string;
  paymentRequestId: string;
  accessToken: string;
}

/** A payment of 30,000 rupiah by DANA, paid. */
async function paid(value = '3000000', more: Record<string, unknown> = {}): Promise<Paid> {
  const { accessToken } = await link(origin);
  const message = payMessage(accessToken, value, more);
  const { body } = await call(origin, 'payments/pay', message);
  return { paymentId: String(body.paymentId), paymentRequestId: message.paymentRequestId, accessToken };
}

async function balanceOf(id: string): Promise<bigint> {
  const accounts = await control<{ id: string; balance: string }[]>(origin, 'GET', 'accounts');
  return BigInt(accounts.find((account) => account.id === id)?.balance ?? '-1');
}

function inquire(refundRequestId: string) {
  return call(origin, 'payments/inquiryRefund', { refundRequestId });
}

describe('a refund', () => {
  it('gives the money back at once and is told in full', async () => {
    const before = await balanceOf('dana-rich');
    const { paymentId, paymentRequestId } = await paid();
    const message = refundMessage(paymentId, '1000000');
    const reply = await call(origin, 'payments/refund', message);
    expect(reply.signed).toBe(true);
    expect(reply.body).toMatchObject({
      result: { resultCode: 'SUCCESS', resultStatus: 'S' },
      refundRequestId: message.refundRequestId,
      paymentId,
      refundAmount: { currency: 'IDR', value: '1000000' },
      refundTime: expect.stringMatching(/\+08:00$/),
    });
    expect(await balanceOf('dana-rich')).toBe(before - 2_000_000n);
    const { body } = await inquire(message.refundRequestId);
    expect(body).toMatchObject({
      refundStatus: 'SUCCESS',
      refundId: reply.body.refundId,
      result: { resultStatus: 'S' },
    });
    const inquiry = await call(origin, 'payments/inquiryPayment', { paymentRequestId });
    expect(inquiry.body).toMatchObject({
      paymentStatus: 'SUCCESS',
      transactions: [
        {
          transactionId: reply.body.refundId,
          transactionRequestId: message.refundRequestId,
          transactionType: 'REFUND',
          transactionStatus: 'SUCCESS',
          transactionAmount: { currency: 'IDR', value: '1000000' },
          transactionResult: { resultCode: 'SUCCESS', resultStatus: 'S' },
        },
      ],
    });
  });

  it('asked again gives the same answer and moves no money twice', async () => {
    const { paymentId } = await paid();
    const message = refundMessage(paymentId, '1000000');
    const first = await call(origin, 'payments/refund', message);
    const after = await balanceOf('dana-rich');
    const repeats = await Promise.all([1, 2, 3].map(() => call(origin, 'payments/refund', message)));
    for (const { body } of repeats) expect(body).toEqual(first.body);
    expect(await balanceOf('dana-rich')).toBe(after);
  });

  it('asked again with another amount, currency or payment is inconsistent', async () => {
    const { paymentId } = await paid();
    const other = await paid();
    const message = refundMessage(paymentId, '1000000');
    await call(origin, 'payments/refund', message);
    const changed = [
      { ...message, refundAmount: { currency: 'IDR', value: '900000' } },
      { ...message, refundAmount: { currency: 'USD', value: '1000000' } },
      { ...message, paymentId: other.paymentId },
    ];
    for (const body of changed) expect(await codeOf('payments/refund', body)).toBe('REPEAT_REQ_INCONSISTENT');
    expect(await codeOf('payments/refund', { ...message, refundReason: 'another word for it' })).toBe('SUCCESS');
  });

  it('never gives back more than was paid, however it is cut and however many ask at once', async () => {
    const { paymentId } = await paid();
    const halves = await Promise.all(
      Array.from({ length: 4 }, () => codeOf('payments/refund', refundMessage(paymentId, '1500000'))),
    );
    expect(halves.toSorted()).toEqual(['REFUND_AMOUNT_EXCEED', 'REFUND_AMOUNT_EXCEED', 'SUCCESS', 'SUCCESS']);
    expect(await codeOf('payments/refund', refundMessage(paymentId, '30000'))).toBe('REFUND_AMOUNT_EXCEED');
  });

  it('counts what is still in process', async () => {
    await control(origin, 'PUT', 'settings', { refundAnswer: 'in_process', refundSettleMs: 60_000 });
    const { paymentId, paymentRequestId } = await paid();
    expect(await codeOf('payments/refund', refundMessage(paymentId, '2000000'))).toBe('REFUND_IN_PROCESS');
    expect(await codeOf('payments/refund', refundMessage(paymentId, '1000100'))).toBe('REFUND_AMOUNT_EXCEED');
    expect(await codeOf('payments/refund', refundMessage(paymentId, '1000000'))).toBe('REFUND_IN_PROCESS');
    const { body } = await call(origin, 'payments/inquiryPayment', { paymentRequestId });
    expect(body.transactions).toMatchObject([
      { transactionStatus: 'PROCESSING', transactionResult: { resultCode: 'REFUND_IN_PROCESS', resultStatus: 'U' } },
      { transactionStatus: 'PROCESSING' },
    ]);
  });

  it('is refused for what is not there to give back', async () => {
    const { paymentId, accessToken } = await paid();
    expect(await codeOf('payments/refund', refundMessage('20250101nobody', '100000'))).toBe('ORDER_NOT_EXIST');
    await control(origin, 'PUT', 'settings', { payAnswer: 'in_process', settleMs: 60_000 });
    const waiting = (await call(origin, 'payments/pay', payMessage(accessToken))).body.paymentId;
    expect(await codeOf('payments/refund', refundMessage(String(waiting), '100000'))).toBe('ORDER_STATUS_INVALID');
    await call(origin, 'payments/cancel', { paymentId: waiting });
    expect(await codeOf('payments/refund', refundMessage(String(waiting), '100000'))).toBe('ORDER_IS_CANCELED');
    const usd = { refundAmount: { currency: 'USD', value: '100' } };
    expect(await codeOf('payments/refund', refundMessage(paymentId, '1', usd))).toBe('CURRENCY_NOT_SUPPORT');
  });

  it('tells a closed payment from a failed one', async () => {
    const { accessToken } = await link(origin);
    await control(origin, 'PUT', 'settings', { payAnswer: 'in_process', settleMs: 60_000 });
    const soon = { paymentExpiryTime: new Date(Date.now() + 1100).toISOString() };
    const closed = (await call(origin, 'payments/pay', payMessage(accessToken, '3000000', soon))).body.paymentId;
    await eventually(async () =>
      expect(await codeOf('payments/refund', refundMessage(String(closed), '100000'))).toBe('ORDER_IS_CLOSED'),
    );
    const poor = await link(origin, { login: loginOf('DANA', '0001') });
    await control(origin, 'PUT', 'settings', { settleMs: 0 });
    const failed = (await call(origin, 'payments/pay', payMessage(poor.accessToken))).body.paymentId;
    await eventually(async () => {
      const { body } = await call(origin, 'payments/inquiryPayment', { paymentId: failed });
      expect(body.paymentStatus).toBe('FAIL');
    });
    expect(await codeOf('payments/refund', refundMessage(String(failed), '100000'))).toBe('ORDER_STATUS_INVALID');
  });

  it('has the wallet’s smallest sum and step, and keeps nothing of a wrong amount', async () => {
    const { paymentId } = await paid();
    const message = refundMessage(paymentId, '29900');
    expect(await codeOf('payments/refund', message)).toBe('PARAM_ILLEGAL');
    expect(await codeOf('payments/refund', { ...message, refundAmount: { currency: 'IDR', value: '30050' } })).toBe(
      'PARAM_ILLEGAL',
    );
    expect((await inquire(message.refundRequestId)).result.resultCode).toBe('REFUND_NOT_EXIST');
    expect(await codeOf('payments/refund', { ...message, refundAmount: { currency: 'IDR', value: '30000' } })).toBe(
      'SUCCESS',
    );
  });

  it('needs no token: it works after the link has ended', async () => {
    const { paymentId, accessToken } = await paid();
    expect(await codeOf('authorizations/revoke', { accessToken })).toBe('SUCCESS');
    expect(await codeOf('payments/refund', refundMessage(paymentId, '3000000'))).toBe('SUCCESS');
  });

  it('is whole where the wallet gives nothing back in parts', async () => {
    const { accessToken } = await link(origin, { brand: 'PAYPAY', login: loginOf('PAYPAY', '8888') });
    const { paymentId } = (await call(origin, 'payments/pay', payIn('PAYPAY', accessToken, '500'))).body;
    const part = refundMessage(String(paymentId), '0', { refundAmount: { currency: 'JPY', value: '499' } });
    const whole = refundMessage(String(paymentId), '0', { refundAmount: { currency: 'JPY', value: '500' } });
    expect(await codeOf('payments/refund', part)).toBe('PARTIAL_REFUND_NOT_SUPPORTED');
    expect(await codeOf('payments/refund', whole)).toBe('SUCCESS');
  });

  it('is refused for ever under its id, and told as failed when asked about', async () => {
    await control(origin, 'PUT', 'settings', { unrefundableWallets: ['DANA'] });
    const { paymentId, paymentRequestId } = await paid();
    const message = refundMessage(paymentId, '100000');
    expect(await codeOf('payments/refund', message)).toBe('REFUND_NOT_SUPPORTED');
    await control(origin, 'PUT', 'settings', { unrefundableWallets: [], singleRefundWallets: ['DANA'] });
    expect(await codeOf('payments/refund', message)).toBe('REFUND_NOT_SUPPORTED');
    expect((await inquire(message.refundRequestId)).body).toMatchObject({ refundStatus: 'FAIL' });
    const { body } = await call(origin, 'payments/inquiryPayment', { paymentRequestId });
    expect(body.transactions).toBeUndefined();
    expect(await codeOf('payments/refund', refundMessage(paymentId, '100000'))).toBe('SUCCESS');
    expect(await codeOf('payments/refund', refundMessage(paymentId, '100000'))).toBe('MULTIPLE_REFUNDS_NOT_SUPPORTED');
  });

  it('waits for the merchant’s balance, which payments fill and refunds empty', async () => {
    await control(origin, 'PUT', 'settings', { merchantBalance: { IDR: '0' } });
    const { paymentId } = await paid();
    const settings = () => control<{ merchantBalance: object }>(origin, 'GET', 'settings');
    expect((await settings()).merchantBalance).toEqual({ IDR: '3000000' });
    await control(origin, 'PUT', 'settings', { merchantBalance: { IDR: '500000' } });
    expect(await codeOf('payments/refund', refundMessage(paymentId, '1000000'))).toBe('MERCHANT_BALANCE_NOT_ENOUGH');
    expect(await codeOf('payments/refund', refundMessage(paymentId, '400000'))).toBe('SUCCESS');
    expect((await settings()).merchantBalance).toEqual({ IDR: '100000' });
  });

  it('is known by either id, refundId winning; an unknown one is a switch', async () => {
    const { paymentId } = await paid();
    const one = await call(origin, 'payments/refund', refundMessage(paymentId, '100000'));
    const two = refundMessage(paymentId, '200000');
    await call(origin, 'payments/refund', two);
    const both = { refundId: one.body.refundId, refundRequestId: two.refundRequestId };
    expect((await call(origin, 'payments/inquiryRefund', both)).body.refundAmount).toMatchObject({ value: '100000' });
    expect((await inquire('nobody')).result).toMatchObject({ resultCode: 'REFUND_NOT_EXIST', resultStatus: 'F' });
    await control(origin, 'PUT', 'settings', { unknownRefund: 'empty' });
    expect((await inquire('nobody')).body).toEqual({
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success.' },
    });
  });

  it('takes no special characters for an id, and amounts in either form of JSON', async () => {
    const { paymentId } = await paid();
    expect(await codeOf('payments/refund', refundMessage(paymentId, '100000', { refundRequestId: 'a/b' }))).toBe(
      'PARAM_ILLEGAL',
    );
    const message = refundMessage(paymentId, '0', { refundAmount: { currency: 'IDR', value: 100_000 } });
    const first = await call(origin, 'payments/refund', message);
    expect(first.body.refundAmount).toEqual({ currency: 'IDR', value: '100000' });
    expect(await codeOf('payments/refund', { ...message, refundAmount: { currency: 'IDR', value: '100000' } })).toBe(
      'SUCCESS',
    );
  });

  it('of a restricted account fails, and the merchant keeps the money', async () => {
    await control(origin, 'PUT', 'settings', { merchantBalance: { IDR: '0' } });
    const { paymentId } = await paid();
    await control(origin, 'PUT', 'accounts/dana-rich', { restricted: true });
    expect(await codeOf('payments/refund', refundMessage(paymentId, '100000'))).toBe('USER_STATUS_ABNORMAL');
    expect(await control(origin, 'GET', 'settings')).toMatchObject({ merchantBalance: { IDR: '3000000' } });
  });
});

describe('a refund in process', () => {
  it('is in process when asked to be, then settles and is notified, signed', async () => {
    const shop = await listenForNotifications(() => ACKNOWLEDGEMENT);
    await control(origin, 'PUT', 'settings', { refundSettleMs: 300 });
    const { paymentId } = await paid();
    const before = await balanceOf('dana-rich');
    const message = refundMessage(paymentId, '1000000', {
      isAsyncRefund: true,
      refundNotifyUrl: `${shop.url}/refunds?x=1`,
    });
    const reply = await call(origin, 'payments/refund', message);
    expect(reply.body).toMatchObject({ result: { resultCode: 'REFUND_IN_PROCESS', resultStatus: 'U' } });
    expect(reply.body).not.toHaveProperty('refundTime');
    expect((await inquire(message.refundRequestId)).body).toMatchObject({ refundStatus: 'PROCESSING' });
    expect(await balanceOf('dana-rich')).toBe(before);
    await eventually(() => expect(shop.received).toHaveLength(1));
    expect(await balanceOf('dana-rich')).toBe(before + 1_000_000n);
    const [told] = shop.received;
    expect(told?.body).toMatchObject({
      notifyType: 'REFUND_RESULT',
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
      refundStatus: 'SUCCESS',
      refundRequestId: message.refundRequestId,
      refundId: reply.body.refundId,
      refundAmount: { currency: 'IDR', value: '1000000' },
    });
    const time = String(told?.headers['request-time']);
    expect(
      isSignedByGateway(stringToSign('/refunds?x=1', time, told?.text ?? ''), String(told?.headers.signature)),
    ).toBe(true);
    expect(await codeOf('payments/refund', message)).toBe('SUCCESS');
    shop.close();
  });

  it('of a special amount fails later, tells so, and the sum is free again', async () => {
    const shop = await listenForNotifications(() => ACKNOWLEDGEMENT);
    await control(origin, 'PUT', 'settings', { refundSettleMs: 50, refundNotifyUrl: `${shop.url}/dashboard` });
    const { paymentId, paymentRequestId } = await paid('143200');
    const message = refundMessage(paymentId, '143200');
    expect(await codeOf('payments/refund', message)).toBe('REFUND_IN_PROCESS');
    await eventually(() => expect(shop.received).toHaveLength(1));
    expect(shop.received[0]).toMatchObject({
      path: '/dashboard',
      body: { result: { resultCode: 'PROCESS_FAIL', resultStatus: 'F' }, refundStatus: 'FAIL' },
    });
    expect(shop.received[0]?.body).not.toHaveProperty('refundTime');
    const { body } = await call(origin, 'payments/inquiryPayment', { paymentRequestId });
    expect(body.transactions).toMatchObject([{ transactionStatus: 'FAIL' }]);
    expect(await codeOf('payments/refund', refundMessage(paymentId, '100000'))).toBe('SUCCESS');
    shop.close();
  });

  it('is taken up again after a restart', async () => {
    const environment = await testEnvironment();
    const first = await start(environment);
    const at = `http://127.0.0.1:${first.port}`;
    await control(at, 'PUT', 'settings', { payAnswer: 'immediate', refundAnswer: 'in_process', refundSettleMs: 700 });
    const { accessToken } = await link(at);
    const { paymentId } = (await call(at, 'payments/pay', payMessage(accessToken))).body;
    const message = refundMessage(String(paymentId), '1000000');
    await call(at, 'payments/refund', message);
    await first.stop();
    const second = await start(environment);
    const again = `http://127.0.0.1:${second.port}`;
    await eventually(async () => {
      const { body } = await call(again, 'payments/inquiryRefund', { refundRequestId: message.refundRequestId });
      expect(body.refundStatus).toBe('SUCCESS');
    });
    const { refunds } = await control<{ refunds: object[] }>(again, 'GET', 'ledger');
    expect(refunds).toMatchObject([{ status: 'SUCCESS', value: '1000000', settledAt: expect.any(String) }]);
    await second.stop();
  });
});

describe('cancelling what was refunded or cannot be cancelled', () => {
  it('fails once any of it was given back', async () => {
    await control(origin, 'PUT', 'settings', { uncancellableWallets: [] });
    const { paymentId } = await paid();
    await call(origin, 'payments/refund', refundMessage(paymentId, '100000'));
    expect(await codeOf('payments/cancel', { paymentId })).toBe('PROCESS_FAIL');
  });

  it('is refused for DANA once paid, before payment it closes', async () => {
    const { paymentId, accessToken } = await paid();
    expect(await codeOf('payments/cancel', { paymentId })).toBe('ORDER_STATUS_INVALID');
    await control(origin, 'PUT', 'settings', { payAnswer: 'in_process', settleMs: 60_000 });
    const waiting = payMessage(accessToken);
    await call(origin, 'payments/pay', waiting);
    expect(await codeOf('payments/cancel', { paymentRequestId: waiting.paymentRequestId })).toBe('SUCCESS');
  });

  it('of a failed payment is a switch', async () => {
    const poor = await link(origin, { login: loginOf('DANA', '0001') });
    const message = payMessage(poor.accessToken);
    await call(origin, 'payments/pay', message);
    const { paymentRequestId } = message;
    expect(await codeOf('payments/cancel', { paymentRequestId })).toBe('ORDER_STATUS_INVALID');
    await control(origin, 'PUT', 'settings', { cancelFailed: 'SUCCESS' });
    expect(await codeOf('payments/cancel', { paymentRequestId })).toBe('SUCCESS');
    expect((await call(origin, 'payments/inquiryPayment', { paymentRequestId })).body.paymentStatus).toBe('FAIL');
  });
});
