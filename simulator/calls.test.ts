import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Call, Calls, messageOf } from './calls';
import { maskBody, maskHeaders } from './mask';
import { type Simulator } from './server';
import {
  ACKNOWLEDGEMENT,
  call,
  CLIENT_ID,
  control,
  eventually,
  link,
  listenForNotifications,
  payMessage,
  start,
  testEnvironment,
} from './testing';

let simulator: Simulator;
let origin: string;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
});
afterAll(() => simulator.stop());
beforeEach(() => control(origin, 'POST', 'reset'));

function digits(secret: string): string {
  return `[secret ${createHash('sha256').update(secret).digest('hex').slice(0, 8)}]`;
}

describe('calls', () => {
  it('are told with what travelled both ways, and no token, code or signature in it', async () => {
    const { accessToken, refreshToken } = await link(origin);
    const message = payMessage(accessToken);
    const reply = await call(origin, 'payments/pay', message);
    const lines = await control<Call[]>(origin, 'GET', 'calls');
    expect(lines.map(({ api }) => api)).toEqual(['consult', 'applyToken', 'pay']);
    expect(lines[2]).not.toHaveProperty('request');
    expect(lines[2]).toMatchObject({
      requestId: message.paymentRequestId,
      paymentRequestId: message.paymentRequestId,
      account: 'dana-rich',
      resultStatus: 'U',
      fault: null,
    });
    const [consulted, exchanged, paid] = await Promise.all(
      lines.map(({ id }) => control<Call>(origin, 'GET', `calls/${id}`)),
    );
    const masked = JSON.stringify(message).replace(accessToken, digits(accessToken));
    expect(paid?.request).toMatchObject({ headers: { 'client-id': CLIENT_ID }, body: masked });
    expect(paid?.response).toMatchObject({ headers: { 'client-id': CLIENT_ID }, body: reply.text });
    for (const message of [paid?.request, paid?.response]) {
      expect(message?.headers.signature).toMatch(
        /^algorithm=RSA256, ?keyVersion=1, ?signature=\[secret [0-9a-f]{8}\]$/,
      );
    }
    expect(exchanged?.request?.body).toMatch(/"authCode":"\[secret [0-9a-f]{8}\]"/);
    expect(exchanged?.response?.body).toContain(`"accessToken":"${digits(accessToken)}"`);
    expect(exchanged?.response?.body).toContain(`"refreshToken":"${digits(refreshToken)}"`);
    expect(consulted?.response?.body).toMatch(/"normalUrl":"[^"]*\?authId=\[secret [0-9a-f]{8}\]"/);
    const all = JSON.stringify([consulted, exchanged, paid]);
    expect(all).not.toContain(accessToken);
    expect(all).not.toContain(refreshToken);
  });

  it('are found by what they are called by', async () => {
    const first = payMessage('nobody');
    await call(origin, 'payments/pay', first);
    await call(origin, 'payments/pay', payMessage('nobody'));
    const { paymentRequestId } = first;
    await call(origin, 'payments/inquiryPayment', { paymentRequestId });
    expect(await control(origin, 'GET', `calls?requestId=${paymentRequestId}`)).toMatchObject([
      { api: 'pay' },
      { api: 'inquiryPayment' },
    ]);
    expect(await control(origin, 'GET', `calls?requestId=${paymentRequestId}&api=pay`)).toHaveLength(1);
    const strange = await fetch(`${origin}/control/calls/call-0`);
    expect([strange.status, await strange.json()]).toEqual([404, { problem: 'There is no call call-0.' }]);
  });

  it('keep what could not be read, and end when they are refused before anybody looked', async () => {
    await call(origin, 'payments/pay', '{"accessToken":"28101');
    const response = await fetch(`${origin}/ams/sandbox/api/v1/payments/pay`);
    expect(response.status).toBe(405);
    const [broken, got] = await control<Call[]>(origin, 'GET', 'calls');
    expect(got).toMatchObject({ state: 'answered', httpStatus: 405 });
    const detail = await control<Call>(origin, 'GET', `calls/${broken?.id}`);
    expect(detail.request?.body).toBe(`{"accessToken":"${digits('28101')}"`);
  });
});

describe('a restart', () => {
  it('keeps the calls with what travelled', async () => {
    const environment = await testEnvironment();
    const first = await start(environment);
    const there = `http://127.0.0.1:${first.port}`;
    await control(there, 'POST', 'faults', { do: 'bad_signature', times: 1 });
    await call(there, 'payments/inquiryPayment', { paymentRequestId: 'pay_1' });
    const before = await control<Call>(there, 'GET', 'calls/call-1');
    expect(before).toMatchObject({ fault: 'bad_signature', request: { body: '{"paymentRequestId":"pay_1"}' } });
    await first.stop();
    const second = await start(environment);
    expect(await control(`http://127.0.0.1:${second.port}`, 'GET', 'calls/call-1')).toEqual(before);
    await second.stop();
  });
});

describe('the masks', () => {
  it.each([
    ['{"accessToken" : "a\\"b"}', `{"accessToken" : "${digits('a\\"b')}"}`],
    ['{"authCode":281011}', `{"authCode":"${digits('281011')}"}`],
    ['{"accessToken":null}', '{"accessToken":null}'],
    ['{"a":{"signature":"x"},"signature":"y"}', `{"a":{"signature":"${digits('x')}"},"signature":"${digits('y')}"}`],
    ['{"accessTokenExpiryTime":"2026"}', '{"accessTokenExpiryTime":"2026"}'],
    ['"http://x/?authCode=abc&authState=s"', `"http://x/?authCode=${digits('abc')}&authState=s"`],
  ])('make %s %s', (text, seen) => {
    expect(maskBody(text)).toBe(seen);
  });

  it('leave no credential in a header', () => {
    const seen = maskHeaders({
      'agent-token': 'secret-a',
      signature: 'secret-b',
      Cookie: 'secret-c',
      'client-id': 'C',
    });
    expect(JSON.stringify(seen)).not.toContain('secret-');
    expect(seen).toMatchObject({ 'client-id': 'C', signature: digits('secret-b') });
  });
});

describe('the record of calls', () => {
  it('hears of the end of each call once', () => {
    const calls = new Calls();
    const ended: string[] = [];
    calls.onEnded = ({ id, state, httpStatus }) => ended.push(`${id} ${state} ${httpStatus}`);
    const first = calls.begin('pay', '/pay', 1);
    calls.end(first, 'answered', 200);
    calls.end(first, 'dropped');
    expect(ended).toEqual(['call-1 answered 200']);
  });

  it('goes on counting after what an earlier process has written down', () => {
    const [before, after] = [new Calls(), new Calls()];
    before.begin('pay', '/pay', 1);
    before.begin('cancel', '/cancel', 2);
    after.restore(before.list());
    expect(after.begin('pay', '/pay', 3).id).toBe('call-3');
    expect(after.latest(3).map(({ id }) => id)).toEqual(['call-3', 'call-2', 'call-1']);
    expect(after.get('call-2')).toMatchObject({ api: 'cancel' });
  });

  it('forgets the messages of old calls first, then the calls', () => {
    const calls = new Calls();
    const message = messageOf({}, 'x');
    for (let at = 0; at < 45_000; at += 1) calls.begin('pay', '/pay', at).request = message;
    const all = calls.list();
    expect(all.length).toBeLessThan(40_000);
    expect(all.length).toBeGreaterThanOrEqual(20_000);
    expect(all.filter(({ request }) => request !== null).length).toBeLessThanOrEqual(4_001);
    expect(all.at(-1)).toMatchObject({ at: 44_999, request: message });
  });

  it('keeps no more of a body than anybody would read', () => {
    expect(messageOf({}, Buffer.from('é'.repeat(20_000))).body).toBe(`${'é'.repeat(16_384)}… and 3616 characters more`);
  });
});

describe('a notification', () => {
  it('is told with its body and the headers of each attempt, masked alike', async () => {
    const gone = await listenForNotifications(() => ACKNOWLEDGEMENT);
    gone.close();
    await control(origin, 'PUT', 'settings', { authorizationNotifyUrl: gone.url });
    const { accessToken } = await link(origin);
    await call(origin, 'authorizations/revoke', { accessToken });
    const lines = await eventually(async () => {
      const all = await control<{ id: string; attempts: unknown[] }[]>(origin, 'GET', 'notifications');
      expect(all.map(({ attempts }) => attempts.length)).toEqual([1, 1]);
      return all;
    });
    expect(JSON.stringify(lines)).not.toContain('headers');
    const [created, cancelled] = await Promise.all(
      lines.map(({ id }) => control<{ body: string }>(origin, 'GET', `notifications/${id}`)),
    );
    expect(created?.body).toMatch(/"authCode":"\[secret [0-9a-f]{8}\]"/);
    expect(cancelled?.body).toContain(`"accessToken":"${digits(accessToken)}"`);
    expect(cancelled).toMatchObject({
      attempts: [
        {
          problem: 'ECONNREFUSED',
          fault: null,
          origin: 'schedule',
          headers: { 'client-id': CLIENT_ID, signature: expect.stringMatching(/signature=\[secret [0-9a-f]{8}\]$/) },
        },
      ],
    });
    expect((await fetch(`${origin}/control/notifications/ntf_x`)).status).toBe(404);
  });
});
