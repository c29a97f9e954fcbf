import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Call } from '../calls';
import { type Simulator } from '../server';
import {
  call,
  CLIENT_ID,
  control,
  eventually,
  link,
  payMessage,
  signText,
  start,
  stringToSign,
  testEnvironment,
} from '../testing';

let simulator: Simulator;
let origin: string;
let accessToken: string;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await control(origin, 'POST', 'reset');
  ({ accessToken } = await link(origin));
  await control(origin, 'PUT', 'settings', { payAnswer: 'immediate' });
});

function turn(rule: Record<string, unknown>) {
  return control(origin, 'POST', 'faults', { match: { api: 'pay' }, times: 1, ...rule });
}

async function payments() {
  return (await control<{ payments: { status: string }[] }>(origin, 'GET', 'ledger')).payments;
}

async function held(paymentRequestId: string) {
  await eventually(async () => {
    const calls = await control<Call[]>(origin, 'GET', `calls?paymentRequestId=${paymentRequestId}`);
    expect(calls[0]?.state).toBe('held');
  });
}

describe('a held call', () => {
  it('acts and answers after release when it was held before acting', async () => {
    await turn({ do: 'hang_before' });
    const message = payMessage(accessToken);
    const reply = call(origin, 'payments/pay', message);
    await held(message.paymentRequestId);
    expect(await payments()).toEqual([]);
    expect(await control(origin, 'POST', 'faults/release')).toEqual({ released: 1 });
    expect((await reply).result.resultCode).toBe('SUCCESS');
  });

  it('has acted already when it is held after acting', async () => {
    await turn({ do: 'hang_after' });
    const message = payMessage(accessToken);
    const reply = call(origin, 'payments/pay', message);
    await held(message.paymentRequestId);
    expect(await payments()).toMatchObject([{ status: 'SUCCESS' }]);
    await control(origin, 'DELETE', 'faults');
    expect((await reply).result.resultCode).toBe('SUCCESS');
  });

  it('never acts when its caller hung up while it was held before acting', async () => {
    await turn({ do: 'hang_before' });
    const message = payMessage(accessToken);
    const body = JSON.stringify(message);
    const caller = new AbortController();
    const path = '/ams/sandbox/api/v1/payments/pay';
    const headers = {
      'client-id': CLIENT_ID,
      'request-time': '1700000000000',
      signature: signText(stringToSign(path, '1700000000000', body)),
    };
    const reply = fetch(origin + path, { method: 'POST', body, headers, signal: caller.signal }).catch(() => 'hung up');
    await held(message.paymentRequestId);
    caller.abort();
    expect(await reply).toBe('hung up');
    await eventually(async () => {
      expect(await control(origin, 'GET', 'calls?api=pay')).toMatchObject([{ state: 'dropped' }]);
    });
    await control(origin, 'POST', 'faults/release');
    expect(await payments()).toEqual([]);
  });

  it('ends without an answer when everything is reset', async () => {
    await turn({ do: 'hang_after' });
    const message = payMessage(accessToken);
    const reply = call(origin, 'payments/pay', message).catch(() => 'no answer');
    await held(message.paymentRequestId);
    await control(origin, 'POST', 'reset');
    expect(await reply).toBe('no answer');
    expect(await control(origin, 'GET', 'health')).toMatchObject({ heldCalls: 0 });
  });
});
