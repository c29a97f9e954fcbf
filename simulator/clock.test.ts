import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AlarmQueue } from './alarm-queue';
import { cancelWindowEndsAt, Clock, dayOf, monthOf, toWireTime, yearOf } from './clock';
import { type ClockView, moveClock } from './move-clock';
import {
  ACKNOWLEDGEMENT,
  call,
  control,
  eventually,
  fresh,
  link,
  listenForNotifications,
  payMessage,
  start,
  testEnvironment,
  walkThroughWallet,
} from './testing';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function run(environment?: Awaited<ReturnType<typeof testEnvironment>>) {
  const simulator = await start(environment ?? (await testEnvironment()));
  ends.push(() => simulator.stop());
  return { simulator, origin: `http://127.0.0.1:${simulator.port}` };
}

async function nowAt(origin: string): Promise<number> {
  return Date.parse((await control<ClockView>(origin, 'GET', 'clock')).now);
}

function advance(origin: string, advanceMs: number): Promise<ClockView> {
  return control(origin, 'PUT', 'clock', { advanceMs });
}

async function codeOf(origin: string, name: string, message: unknown): Promise<string> {
  return (await call(origin, name, message)).result.resultCode;
}

describe('alarms', () => {
  it('come in the order of their time, and those of one moment in the order of their setting', () => {
    const queue = new AlarmQueue();
    const rung: string[] = [];
    const due = [5, 3, 9, 3, 1, 7, 3, 5];
    due.forEach((at, index) => queue.add(at, () => void rung.push(`${at}.${index}`)));
    queue.add(4, () => void rung.push('never')).cancelled = true;
    for (let entry = queue.takeDue(7); entry; entry = queue.takeDue(7)) void entry.ring();
    expect(rung).toEqual(['1.4', '3.1', '3.3', '3.6', '5.0', '5.7', '7.5']);
    expect(queue.first()?.dueAt).toBe(9);
  });

  it('ring at their own time when the clock passes over them, with those that they set', async () => {
    const clock = new Clock();
    const begin = clock.now();
    const rung: [string, number][] = [];
    const note = (name: string) => () => void rung.push([name, clock.now() - begin]);
    clock.at(begin + 3000, note('last'));
    clock.at(begin + 1000, () => {
      note('first')();
      clock.at(clock.now() + 500, note('set by the first'));
      clock.at(clock.now() + HOUR_MS, note('too late'));
    });
    clock.at(begin + 2000, note('cancelled')).cancel();
    await clock.moveTo(
      (now) => now + 5000,
      1,
      () => undefined,
    );
    expect(rung).toEqual([
      ['first', 1000],
      ['set by the first', 1500],
      ['last', 3000],
    ]);
    expect(clock.now() - begin).toBeGreaterThanOrEqual(5000);
    clock.stop();
  });

  it('wait for what an alarm began before the next one rings', async () => {
    const clock = new Clock();
    const begin = clock.now();
    const rung: string[] = [];
    clock.at(begin + 1000, async () => {
      await clock.waitOutside(40);
      rung.push(`answered at ${clock.now() - begin}`);
      clock.at(clock.now() + 1000, () => void rung.push(`followed at ${clock.now() - begin}`));
    });
    clock.at(begin + 5000, () => void rung.push('next'));
    await clock.moveTo(
      (now) => now + 10_000,
      1,
      () => undefined,
    );
    expect(rung).toEqual(['answered at 1000', 'followed at 2000', 'next']);
    clock.stop();
  });

  it('ring sooner when time runs faster', async () => {
    const clock = new Clock();
    await clock.moveTo(
      (now) => now,
      10_000,
      () => undefined,
    );
    await new Promise<void>((resolve) => clock.at(clock.now() + 10 * MINUTE_MS, resolve));
    expect(clock.aheadMs).toBeGreaterThan(9 * MINUTE_MS);
    clock.stop();
  });
});

describe('days of the gateway', () => {
  it('begin at midnight in GMT+8, in months and years too', () => {
    const lastMoment = Date.parse('2025-12-31T23:59:59.999+08:00');
    expect(dayOf(lastMoment) + 1).toBe(dayOf(lastMoment + 1));
    expect(monthOf(dayOf(lastMoment)) + 1).toBe(monthOf(dayOf(lastMoment + 1)));
    expect(yearOf(dayOf(lastMoment))).toBe(2025);
    expect(yearOf(dayOf(lastMoment + 1))).toBe(2026);
    expect(toWireTime(cancelWindowEndsAt(lastMoment))).toBe('2026-01-01T00:15:00+08:00');
    expect(toWireTime(cancelWindowEndsAt(lastMoment + 1))).toBe('2026-01-02T00:15:00+08:00');
  });
});

describe('the control of the clock', () => {
  it('goes forward only, and refuses what makes no sense', async () => {
    const { origin } = await run();
    const put = async (body: unknown) =>
      (await fetch(`${origin}/control/clock`, { method: 'PUT', body: JSON.stringify(body) })).status;
    const bad = [
      { now: Date.now() - MINUTE_MS },
      { advanceMs: -1 },
      { advanceMs: '5' },
      { now: 'soon' },
      { now: Date.now() + DAY_MS, advanceMs: 5 },
      { rate: 0 },
      { rate: 100_001 },
      { rate: '2' },
      { now: '9999-01-01T00:00:00Z' },
      { later: 1 },
    ];
    for (const body of bad) expect(await put(body), JSON.stringify(body)).toBe(400);
    expect(Math.abs((await nowAt(origin)) - Date.now())).toBeLessThan(2000);
    const at = Date.now() + 3 * DAY_MS;
    const view = await control<ClockView>(origin, 'PUT', 'clock', { now: new Date(at).toISOString(), rate: 2 });
    expect(view).toMatchObject({ rate: 2, follows: false, problem: null });
    expect(Date.parse(view.now)).toBeGreaterThanOrEqual(at);
    expect(view.aheadMs).toBeGreaterThan(2 * DAY_MS);
  });

  it('changes its speed although a moment passes while it is asked to', async () => {
    const { simulator } = await run();
    const real = Date.now;
    let passed = 0;
    const ticking = vi.spyOn(Date, 'now').mockImplementation(() => real() + (passed += 1));
    ends.push(() => ticking.mockRestore());
    expect(await moveClock(simulator.world, { rate: 60 })).toMatchObject({ rate: 60 });
    expect(await moveClock(simulator.world, { advanceMs: 0 })).toMatchObject({ rate: 60 });
  });

  it('settles and closes on the way, each at its own moment', async () => {
    const { origin } = await run();
    const { accessToken } = await link(origin);
    await control(origin, 'PUT', 'settings', { settleMs: 30_000 });
    const paid = payMessage(accessToken);
    await call(origin, 'payments/pay', paid);
    await control(origin, 'PUT', 'settings', { settleMs: DAY_MS });
    const closed = payMessage(accessToken);
    await call(origin, 'payments/pay', closed);
    await advance(origin, 10 * DAY_MS);
    const { payments } = await control<{
      payments: { status: string; failureCode: string | null; createdAt: string; paidAt: string }[];
    }>(origin, 'GET', 'ledger');
    expect(payments).toMatchObject([{ status: 'SUCCESS' }, { status: 'FAIL', failureCode: 'ORDER_IS_CLOSED' }]);
    const [first] = payments;
    expect(Date.parse(first?.paidAt ?? '') - Date.parse(first?.createdAt ?? '')).toBe(30_000);
  });

  it('sends a notification eight times on the documented schedule, then never again', async () => {
    const { origin } = await run();
    const shop = await listenForNotifications(() => ({ status: 500, body: '' }));
    ends.push(() => shop.close());
    const { accessToken } = await link(origin);
    await call(origin, 'payments/pay', payMessage(accessToken, '3000000', { paymentNotifyUrl: `${shop.url}/p` }));
    await advance(origin, 2 * DAY_MS);
    expect(shop.received).toHaveLength(8);
    const [only] = await control<{ attempts: { at: string }[]; nextAt: string | null }[]>(
      origin,
      'GET',
      'notifications',
    );
    const [first = 0, ...later] = (only?.attempts ?? []).map(({ at }) => Date.parse(at));
    const minutes = later.map((at) => (at - first) / MINUTE_MS);
    expect(minutes).toEqual([2, 12, 22, 82, 202, 562, 1462]);
    expect(only?.nextAt).toBeNull();
    expect(shop.received.map(({ headers }) => Number(headers['request-time']))).toEqual([first, ...later]);
  });

  it('ends the window to cancel at 00:15 of the next day in GMT+8', async () => {
    const { origin } = await run();
    await control(origin, 'PUT', 'settings', { payAnswer: 'immediate', uncancellableWallets: [] });
    const { accessToken } = await link(origin);
    const [early, late] = [payMessage(accessToken), payMessage(accessToken)];
    await call(origin, 'payments/pay', early);
    await call(origin, 'payments/pay', late);
    const endsAt = cancelWindowEndsAt(await nowAt(origin));
    await control(origin, 'PUT', 'clock', { now: endsAt - 5000 });
    const cancel = ({ paymentRequestId }: typeof early) => codeOf(origin, 'payments/cancel', { paymentRequestId });
    expect(await cancel(early)).toBe('SUCCESS');
    await control(origin, 'PUT', 'clock', { now: endsAt });
    expect(await cancel(late)).toBe('CANCEL_WINDOW_EXCEED');
    expect(await cancel(early)).toBe('SUCCESS');
  });

  it('ends the time to refund by wallet, counted from the payment', async () => {
    const { origin } = await run();
    await control(origin, 'PUT', 'settings', { payAnswer: 'immediate' });
    const { accessToken } = await link(origin);
    const { paymentId } = (await call(origin, 'payments/pay', payMessage(accessToken))).body;
    const refund = () =>
      codeOf(origin, 'payments/refund', {
        refundRequestId: fresh('rf'),
        paymentId,
        refundAmount: { currency: 'IDR', value: '100000' },
      });
    await advance(origin, 365 * DAY_MS - MINUTE_MS);
    expect(await refund()).toBe('SUCCESS');
    await advance(origin, 2 * MINUTE_MS);
    expect(await refund()).toBe('REFUND_WINDOW_EXCEED');
    await control(origin, 'PUT', 'settings', { refundWindowDays: { DANA: 548 } });
    expect(await refund()).toBe('SUCCESS');
  });

  it('ends codes, tokens, refresh tokens and addresses when their time has passed', async () => {
    const { origin } = await run();
    const exchange = (end: URL) => ({
      grantType: 'AUTHORIZATION_CODE',
      customerBelongsTo: 'DANA',
      authCode: end.searchParams.get('authCode'),
    });
    const late = await walkThroughWallet(origin);
    const { accessToken, refreshToken } = await link(origin);
    await advance(origin, 10 * MINUTE_MS);
    expect(await codeOf(origin, 'authorizations/applyToken', exchange(late))).toBe('EXPIRED_CODE');
    await advance(origin, 30 * DAY_MS);
    expect(await codeOf(origin, 'payments/pay', payMessage(accessToken))).toBe('INVALID_ACCESS_TOKEN');
    expect(await codeOf(origin, 'authorizations/revoke', { accessToken })).toBe('INVALID_ACCESS_TOKEN');
    const refresh = { grantType: 'REFRESH_TOKEN', customerBelongsTo: 'DANA', refreshToken };
    const again = await call(origin, 'authorizations/applyToken', refresh);
    expect(again.result.resultCode).toBe('SUCCESS');
    await advance(origin, 60 * DAY_MS);
    expect(
      await codeOf(origin, 'authorizations/applyToken', { ...refresh, refreshToken: again.body.refreshToken }),
    ).toBe('EXPIRED_REFRESH_TOKEN');
  });

  it('begins the day’s limit anew with the day of GMT+8', async () => {
    const { origin } = await run();
    await control(origin, 'PUT', 'settings', { payAnswer: 'immediate' });
    const { accessToken } = await link(origin);
    const pay = () => codeOf(origin, 'payments/pay', payMessage(accessToken, '1000000000'));
    expect([await pay(), await pay(), await pay()]).toEqual(['SUCCESS', 'SUCCESS', 'USER_AMOUNT_EXCEED_LIMIT']);
    await control(origin, 'PUT', 'clock', { now: cancelWindowEndsAt(await nowAt(origin)) });
    expect(await pay()).toBe('SUCCESS');
  });

  it('is kept over a restart, with its rate, and given up by a reset', async () => {
    const environment = await testEnvironment();
    const first = await run(environment);
    await control(first.origin, 'PUT', 'clock', { advanceMs: 3 * DAY_MS, rate: 50 });
    await first.simulator.stop();
    const second = await run(environment);
    const view = await control<ClockView>(second.origin, 'GET', 'clock');
    expect(view).toMatchObject({ rate: 50 });
    expect(view.aheadMs).toBeGreaterThanOrEqual(3 * DAY_MS);
    await control(second.origin, 'POST', 'reset');
    expect(await control(second.origin, 'GET', 'clock')).toMatchObject({ rate: 1, aheadMs: 0 });
  });

  it('leaves faults that outlast a client’s patience to the real time', async () => {
    const { origin } = await run();
    await control(origin, 'PUT', 'clock', { rate: 100_000 });
    await control(origin, 'POST', 'faults', { match: { api: 'cancel' }, do: 'delay', ms: 300 });
    const begin = Date.now();
    expect(await codeOf(origin, 'payments/cancel', { paymentId: 'nobody' })).toBe('ORDER_NOT_EXIST');
    expect(Date.now() - begin).toBeGreaterThanOrEqual(290);
  });
});

const SECRET = 'a secret of both';

/** The app's door to its clock, which may be shut. */
async function listenAsApp(state: { now: number; rate: number; moved: boolean; isOpen: boolean }) {
  const put: { now: string; rate: number }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    if (!state.isOpen) return void answer(503, {});
    if (request.method === 'GET') return void answer(200, { ...state, now: new Date(state.now).toISOString() });
    if (request.headers.authorization !== `Bearer ${SECRET}`) return void answer(401, {});
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { now: string; rate: number };
    if (Date.parse(body.now) < state.now) return void answer(409, {});
    put.push(body);
    state.now = Date.parse(body.now);
    answer(200, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { door: { url: `http://127.0.0.1:${port}`, secret: SECRET }, put };
}

describe('an app whose clock follows', () => {
  it('is told each move and each rate, and stays where it is when all is reset', async () => {
    const state = { now: Date.now(), rate: 1, moved: false, isOpen: true };
    const { door, put } = await listenAsApp(state);
    const { origin } = await run({ ...(await testEnvironment()), app: door });
    const view = await control<ClockView>(origin, 'PUT', 'clock', { advanceMs: DAY_MS, rate: 60 });
    expect(view).toMatchObject({ follows: true, rate: 60, problem: null });
    expect(put).toMatchObject([{ rate: 60 }]);
    expect(Math.abs(Date.parse(put[0]?.now ?? '') - Date.parse(view.now))).toBeLessThan(10 * MINUTE_MS);
    await control(origin, 'POST', 'reset');
    await eventually(() => expect(put).toMatchObject([{ rate: 60 }, { rate: 1 }]));
    expect((await control<ClockView>(origin, 'GET', 'clock')).aheadMs).toBeGreaterThanOrEqual(DAY_MS);
  });

  it('that cannot be reached is told of, and told again until it has heard', async () => {
    const state = { now: Date.now(), rate: 1, moved: false, isOpen: true };
    const { door, put } = await listenAsApp(state);
    const { origin } = await run({ ...(await testEnvironment()), app: door });
    state.isOpen = false;
    const response = await fetch(`${origin}/control/clock`, {
      method: 'PUT',
      body: JSON.stringify({ advanceMs: DAY_MS }),
    });
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ problem: 'The app’s clock was not set: it answered 503.' });
    expect(await control(origin, 'GET', 'clock')).toMatchObject({ problem: expect.stringContaining('503') });
    state.isOpen = true;
    await eventually(() => expect(put).toHaveLength(1));
    await eventually(async () => expect(await control(origin, 'GET', 'clock')).toMatchObject({ problem: null }));
  });

  it('that is ahead is caught up with, since time goes forward only', async () => {
    const later = Date.now() + 5 * DAY_MS;
    const state = { now: later, rate: 1, moved: false, isOpen: true };
    const { door, put } = await listenAsApp(state);
    const { origin } = await run({ ...(await testEnvironment()), app: door });
    const view = await control<ClockView>(origin, 'PUT', 'clock', { advanceMs: DAY_MS });
    expect(Date.parse(view.now)).toBeGreaterThanOrEqual(later);
    expect(put).toHaveLength(1);
  });

  it('that was moved before our journal was taken away is met where it is', async () => {
    const state = { now: Date.now() + 7 * DAY_MS, rate: 20, moved: true, isOpen: true };
    const { door } = await listenAsApp(state);
    const { origin } = await run({ ...(await testEnvironment()), app: door });
    await eventually(async () => {
      const view = await control<ClockView>(origin, 'GET', 'clock');
      expect(view.rate).toBe(20);
      expect(view.aheadMs).toBeGreaterThan(6 * DAY_MS);
    });
  });

  it('hears nothing of a clock that was never moved', async () => {
    const state = { now: Date.now(), rate: 1, moved: false, isOpen: true };
    const { door, put } = await listenAsApp(state);
    const { origin } = await run({ ...(await testEnvironment()), app: door });
    await link(origin);
    await control(origin, 'POST', 'reset');
    expect(put).toEqual([]);
    expect(await control(origin, 'GET', 'clock')).toMatchObject({ follows: true, problem: null });
  });
});

describe('a notification that waits for an answer', () => {
  it('is not overtaken by a clock that is moved meanwhile', async () => {
    const { origin } = await run();
    const shop = await listenForNotifications((count) => (count < 3 ? { status: 500, body: '' } : ACKNOWLEDGEMENT));
    ends.push(() => shop.close());
    await control(origin, 'PUT', 'settings', { payAnswer: 'immediate' });
    const { accessToken } = await link(origin);
    await call(origin, 'payments/pay', payMessage(accessToken, '3000000', { paymentNotifyUrl: `${shop.url}/p` }));
    await advance(origin, HOUR_MS);
    const [only] = await control<{ attempts: object[]; acknowledged: boolean }[]>(origin, 'GET', 'notifications');
    expect(only?.attempts).toHaveLength(3);
    expect(only?.acknowledged).toBe(true);
  });
});
