import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator } from '../server';
import { call, control, eventually, fresh, link, payMessage, start, testEnvironment } from '../testing';
import { bodyOf, honestMerchant, look } from './testing';

let simulator: Simulator;
let origin: string;
let paid: { paymentId: string; paymentRequestId: string };

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await control(origin, 'POST', 'reset');
  const { accessToken } = await link(origin);
  await control(origin, 'PUT', 'settings', { payAnswer: 'immediate' });
  const message = payMessage(accessToken);
  const { body } = await call(origin, 'payments/pay', message);
  paid = { paymentId: String(body.paymentId), paymentRequestId: message.paymentRequestId };
});

async function turn(rule: Record<string, unknown>): Promise<void> {
  expect(await control(origin, 'POST', 'faults', { match: { api: 'refund' }, times: 1, ...rule })).toHaveProperty('id');
}

function refundMessage(value = '1000000', more: object = {}) {
  return { refundRequestId: fresh('rf'), paymentId: paid.paymentId, refundAmount: { currency: 'IDR', value }, ...more };
}

function refund(message = refundMessage()) {
  return look(origin, 'payments/refund', message);
}

async function inquire(refundRequestId: string) {
  return bodyOf(await look(origin, 'payments/inquiryRefund', { refundRequestId }));
}

async function refunds() {
  return (await control<{ refunds: { refundRequestId: string; status: string }[] }>(origin, 'GET', 'ledger')).refunds;
}

describe('a refund under the dial', () => {
  it('stays in process for so many inquiries, then is what it would have been', async () => {
    await turn({ do: 'in_process', times: 2 });
    const message = refundMessage();
    expect(bodyOf(await refund(message)).result.resultCode).toBe('REFUND_IN_PROCESS');
    const told: unknown[] = [];
    for (let count = 0; count < 3; count += 1) told.push((await inquire(message.refundRequestId)).refundStatus);
    expect(told).toEqual(['PROCESSING', 'PROCESSING', 'SUCCESS']);
    expect(await refunds()).toMatchObject([{ status: 'SUCCESS' }]);
  });

  it('goes on by itself after the last inquiry that was to hear "in process"', async () => {
    await turn({ do: 'in_process', inquiries: 1 });
    const message = refundMessage();
    await refund(message);
    await inquire(message.refundRequestId);
    await eventually(async () => expect(await refunds()).toMatchObject([{ status: 'SUCCESS' }]));
  });

  it('never settles when it stays in process for ever, and the money is bound', async () => {
    await turn({ do: 'in_process' });
    const message = refundMessage('3000000');
    await refund(message);
    await control(origin, 'PUT', 'clock', { advanceMs: 86_400_000 });
    expect((await inquire(message.refundRequestId)).refundStatus).toBe('PROCESSING');
    expect(bodyOf(await refund()).result.resultCode).toBe('REFUND_AMOUNT_EXCEED');
  });

  it('is told with another amount, or as another refund, while the ledger keeps the true one', async () => {
    await turn({ do: 'other_amount' });
    const [first, second] = [refundMessage(), refundMessage()];
    const seen = await refund(first);
    expect([seen.signed, bodyOf(seen)]).toMatchObject([true, { refundAmount: { value: '1000001' } }]);
    await refund(second);
    await turn({ do: 'other_order', match: { api: 'inquiryRefund' } });
    expect(await inquire(first.refundRequestId)).toMatchObject({ refundRequestId: second.refundRequestId });
    expect(await refunds()).toMatchObject([{ refundRequestId: first.refundRequestId, value: '1000000' }, {}]);
  });

  it('may have lost its answer after it acted', async () => {
    await turn({ do: 'http_500_after' });
    const message = refundMessage();
    expect((await refund(message)).status).toBe(500);
    expect((await inquire(message.refundRequestId)).refundStatus).toBe('SUCCESS');
  });

  it('needs no token: it succeeds though the customer has unlinked meanwhile', async () => {
    await turn({ do: 'token_revoked' });
    expect(bodyOf(await refund()).result.resultCode).toBe('SUCCESS');
    const { tokens } = await control<{ tokens: { status: string }[] }>(origin, 'GET', 'ledger');
    expect(tokens).toMatchObject([{ status: 'REVOKED' }]);
  });

  it('is found by its own id and by the payment’s, and listed with both', async () => {
    const message = refundMessage();
    await turn({ do: 'http_429', match: { requestId: paid.paymentRequestId } });
    expect((await refund(message)).status).toBe(429);
    await turn({ do: 'http_429', match: { requestId: message.refundRequestId }, times: 2 });
    expect((await refund(message)).status).toBe(429);
    await control(origin, 'DELETE', 'faults');
    await refund(message);
    const [known] = await control<{ refunds: { refundId: string }[] }>(origin, 'GET', 'ledger').then(
      (all) => all.refunds,
    );
    await turn({ do: 'http_429', match: { api: 'inquiryRefund', requestId: message.refundRequestId } });
    expect((await look(origin, 'payments/inquiryRefund', { refundId: known?.refundId })).status).toBe(429);
    const line = { requestId: message.refundRequestId, paymentRequestId: paid.paymentRequestId, account: 'dana-rich' };
    const lines = [{ ...line, api: 'refund' }, { api: 'refund' }, { api: 'refund' }, { ...line, api: 'inquiryRefund' }];
    expect(await control(origin, 'GET', `calls?requestId=${message.refundRequestId}`)).toMatchObject(lines);
  });

  it('is told by the notification before it is answered', async () => {
    const shop = await honestMerchant();
    await control(origin, 'PUT', 'settings', { refundAnswer: 'in_process', refundSettleMs: 60 });
    await turn({ do: 'early', match: { notification: 'refund' } });
    const seen = await refund(refundMessage('1000000', { refundNotifyUrl: `${shop.url}/refunds` }));
    expect(bodyOf(seen).result.resultCode).toBe('REFUND_IN_PROCESS');
    expect(shop.arrivals).toMatchObject([{ verdict: 'good', body: { refundStatus: 'SUCCESS' } }]);
    shop.close();
  });
});
