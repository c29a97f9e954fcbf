import { afterEach, describe, expect, it } from 'vitest';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Simulator } from './server';
import {
  ACKNOWLEDGEMENT,
  call,
  CLIENT_ID,
  control,
  eventually,
  fresh,
  isSignedByGateway,
  link,
  listenForNotifications,
  payMessage,
  type Received,
  start,
  stringToSign,
  testEnvironment,
} from './testing';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function run(environment: Awaited<ReturnType<typeof testEnvironment>>) {
  const simulator: Simulator = await start(environment);
  ends.push(() => simulator.stop());
  return { simulator, origin: `http://127.0.0.1:${simulator.port}` };
}

async function merchant(answer: Parameters<typeof listenForNotifications>[0]) {
  const shop = await listenForNotifications(answer);
  ends.push(() => shop.close());
  return shop;
}

function isSigned({ path, headers, text }: Received): boolean {
  const time = String(headers['request-time']);
  return (
    /^\d{13}$/.test(time) && isSignedByGateway(stringToSign(path, time, text, CLIENT_ID), String(headers.signature))
  );
}

interface View {
  id: string;
  kind: string;
  subject: string;
  attempts: { status: number | null }[];
  acknowledged: boolean;
  nextAt: string | null;
}

const REFUSAL = { status: 200, body: '{"result":{"resultCode":"PROCESS_FAIL","resultStatus":"F"}}' };

describe('notifications', () => {
  it('tell of the code, the payment and the revocation, signed over the path they go to', async () => {
    const { origin } = await run(await testEnvironment());
    const shop = await merchant(() => ACKNOWLEDGEMENT);
    await control(origin, 'PUT', 'settings', { settleMs: 0 });
    const { accessToken } = await link(origin, { notifyUrl: `${shop.url}/authorizations?a=1` });
    const message = payMessage(accessToken, '3000000', { paymentNotifyUrl: `${shop.url}/payments` });
    await call(origin, 'payments/pay', message);
    await eventually(() => expect(shop.received).toHaveLength(2));
    await call(origin, 'authorizations/revoke', { accessToken });
    await eventually(() => expect(shop.received).toHaveLength(3));
    expect(shop.received.every(isSigned)).toBe(true);
    expect(shop.received.map(({ body }) => body)).toMatchObject([
      { authorizationNotifyType: 'AUTHCODE_CREATED' },
      { notifyType: 'PAYMENT_RESULT', paymentRequestId: message.paymentRequestId, result: { resultStatus: 'S' } },
      { authorizationNotifyType: 'TOKEN_CANCELED', accessToken },
    ]);
    await eventually(async () => {
      const views = await control<View[]>(origin, 'GET', 'notifications');
      expect(views.every(({ acknowledged, nextAt }) => acknowledged && nextAt === null)).toBe(true);
    });
  });

  it('repeat until they are acknowledged, then stop, and can be sent again by hand', async () => {
    const { origin } = await run(await testEnvironment());
    const shop = await merchant((count) => [{ status: 500, body: '' }, REFUSAL][count - 1] ?? ACKNOWLEDGEMENT);
    await control(origin, 'PUT', 'settings', { settleMs: 0, notificationTimeScale: 0.0001 });
    const { accessToken } = await link(origin);
    await call(origin, 'payments/pay', payMessage(accessToken, '3000000', { paymentNotifyUrl: `${shop.url}/p` }));
    const view = await eventually(async () => {
      const [only] = await control<View[]>(origin, 'GET', 'notifications');
      expect(only).toMatchObject({
        acknowledged: true,
        nextAt: null,
        attempts: [{ status: 500 }, { status: 200 }, { status: 200 }],
      });
      return only;
    });
    expect(shop.received.every(isSigned)).toBe(true);
    expect(new Set(shop.received.map(({ text }) => text)).size).toBe(1);
    await control(origin, 'POST', `notifications/${view?.id}/resend`);
    await eventually(() => expect(shop.received).toHaveLength(4));
  });

  it('give up after eight sends', async () => {
    const { origin } = await run(await testEnvironment());
    const shop = await merchant(() => REFUSAL);
    await control(origin, 'PUT', 'settings', { settleMs: 0, notificationTimeScale: 0 });
    const { accessToken } = await link(origin);
    await call(origin, 'payments/pay', payMessage(accessToken, '3000000', { paymentNotifyUrl: shop.url }));
    await eventually(async () => {
      const [only] = await control<View[]>(origin, 'GET', 'notifications');
      expect(only).toMatchObject({ acknowledged: false, nextAt: null });
      expect(only?.attempts).toHaveLength(8);
    });
  });

  it('are written down but not sent while they are off', async () => {
    const { origin } = await run(await testEnvironment());
    const shop = await merchant(() => ACKNOWLEDGEMENT);
    await control(origin, 'PUT', 'settings', { payAnswer: 'immediate', notifications: 'off' });
    const { accessToken } = await link(origin);
    const message = payMessage(accessToken, '3000000', { paymentNotifyUrl: shop.url });
    await call(origin, 'payments/pay', message);
    const [only] = await control<View[]>(origin, 'GET', 'notifications');
    expect(only).toMatchObject({ subject: message.paymentRequestId, attempts: [], nextAt: null });
    expect(shop.received).toEqual([]);
  });
});

describe('a restart', () => {
  it('keeps ledger, balances, settings and pending notifications, whatever was torn off the end', async () => {
    const environment = await testEnvironment();
    const shop = await merchant((count) => (count === 1 ? REFUSAL : ACKNOWLEDGEMENT));
    const first = await run(environment);
    await control(first.origin, 'PUT', 'settings', { payAnswer: 'immediate', notificationTimeScale: 0.02 });
    const { accessToken } = await link(first.origin);
    const paid = payMessage(accessToken, '3000000', { paymentNotifyUrl: shop.url });
    await call(first.origin, 'payments/pay', paid);
    await eventually(async () => {
      const [only] = await control<View[]>(first.origin, 'GET', 'notifications');
      expect(only?.attempts).toHaveLength(1);
    });
    const before = await control<object>(first.origin, 'GET', 'ledger');
    await first.simulator.stop();
    await appendFile(join(environment.journalDirectory, 'journal.jsonl'), '[{"payment":{"paymentReq');

    const second = await run(environment);
    expect(await control(second.origin, 'GET', 'ledger')).toEqual(before);
    expect(await control(second.origin, 'GET', 'settings')).toMatchObject({ payAnswer: 'immediate' });
    await eventually(async () => {
      const [only] = await control<View[]>(second.origin, 'GET', 'notifications');
      expect(only).toMatchObject({ acknowledged: true });
    });
    const unknown = { paymentRequestId: fresh('pay') };
    expect((await call(second.origin, 'payments/inquiryPayment', unknown)).result.resultCode).toBe('ORDER_NOT_EXIST');

    await second.simulator.stop();
    const third = await run(environment);
    expect(await control(third.origin, 'GET', 'ledger')).toEqual(before);
  });

  it('still knows what untruth had left when it died before the answer', async () => {
    const environment = await testEnvironment();
    let dying: Promise<void> | undefined;
    const shop = await merchant(() => {
      dying ??= first.simulator.stop();
      return REFUSAL;
    });
    const first = await run(environment);
    await control(first.origin, 'PUT', 'settings', { payAnswer: 'immediate', notificationTimeScale: 0.0001 });
    const { accessToken } = await link(first.origin);
    await control(first.origin, 'POST', 'faults', { do: 'contradict', match: { notification: 'payment' }, times: 1 });
    await call(first.origin, 'payments/pay', payMessage(accessToken, '3000000', { paymentNotifyUrl: shop.url }));
    await eventually(() => expect(dying).toBeDefined());
    await dying;

    const second = await run(environment);
    // The news itself is sent again, and does not make the untruth forgotten.
    await eventually(async () => {
      const [told] = await control<(View & { begun: string | null })[]>(second.origin, 'GET', 'notifications');
      expect(told?.attempts.length).toBeGreaterThan(0);
      expect(told).toMatchObject({ begun: 'contradict' });
    });
  });

  it('settles what was in process, and closes what expired meanwhile', async () => {
    const environment = await testEnvironment();
    const first = await run(environment);
    const { accessToken } = await link(first.origin);
    await control(first.origin, 'PUT', 'settings', { settleMs: 150 });
    const settles = payMessage(accessToken);
    await call(first.origin, 'payments/pay', settles);
    await control(first.origin, 'PUT', 'settings', { settleMs: 60_000 });
    const soon = { paymentExpiryTime: new Date(Date.now() + 1200).toISOString() };
    const expires = payMessage(accessToken, '3000000', soon);
    await call(first.origin, 'payments/pay', expires);
    await first.simulator.stop();

    const { origin } = await run(environment);
    const statusOf = async (paymentRequestId: string) =>
      (await call(origin, 'payments/inquiryPayment', { paymentRequestId })).body.paymentStatus;
    await eventually(async () => {
      expect(await statusOf(settles.paymentRequestId)).toBe('SUCCESS');
      expect(await statusOf(expires.paymentRequestId)).toBe('FAIL');
    });
  });

  it('after a reset begins empty', async () => {
    const environment = await testEnvironment();
    const first = await run(environment);
    await link(first.origin);
    await control(first.origin, 'POST', 'reset');
    await first.simulator.stop();
    const second = await run(environment);
    expect(await control(second.origin, 'GET', 'ledger')).toMatchObject({
      payments: [],
      authorizations: [],
      tokens: [],
    });
  });
});
