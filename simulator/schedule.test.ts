import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Clock } from './clock';
import { Forger } from './faults/forger';
import { Ledger } from './ledger';
import { Notifier } from './notifier';
import { ACKNOWLEDGEMENT, eventually, listenForNotifications } from './testing';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** protocol 8, the moments and not the waits: "0; 2 m; 12 m; 22 m; 1 h 22 m; 3 h 22 m; 9 h 22 m; 24 h 22 m". */
const MOMENTS_MS = [
  0,
  2 * MINUTE_MS,
  12 * MINUTE_MS,
  22 * MINUTE_MS,
  HOUR_MS + 22 * MINUTE_MS,
  3 * HOUR_MS + 22 * MINUTE_MS,
  9 * HOUR_MS + 22 * MINUTE_MS,
  24 * HOUR_MS + 22 * MINUTE_MS,
];

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function world(answer: (count: number) => { status: number; body: string; location?: string }) {
  const shop = await listenForNotifications(answer);
  const directory = await mkdtemp(join(tmpdir(), 'simulator-'));
  const fail = (error: unknown) => {
    throw error;
  };
  const keys = { merchant: { version: '1', publicKey: '' }, gateway: { version: '1', privateKey: '', publicKey: '' } };
  const ledger = await Ledger.open(directory, keys, fail);
  const clock = new Clock();
  const forger = new Forger(() => Promise.resolve('algorithm=RSA256,keyVersion=1,signature=x'));
  const notifier = new Notifier(ledger, clock, 'SANDBOX_5Y', forger);
  ends.push(
    shop.close,
    () => ledger.close(),
    () => notifier.stop(),
    () => clock.stop(),
  );
  const notification = notifier.compose({
    kind: 'payment',
    url: shop.url,
    subject: 'pay_1',
    body: { notifyType: 'X' },
  });
  ledger.commit({ notification });
  notifier.send(notification);
  const { id, createdAt } = notification;
  const now = () => ledger.notifications.get(id);
  /** Resolves when all that was due up to then has been sent and answered. */
  const pass = (ms: number) =>
    clock.moveTo(
      () => createdAt + ms,
      1,
      () => {},
    );
  /** Waits until so many attempts are written down; tells when each was made, from the first. */
  const attempts = (count: number) =>
    eventually(() => {
      const made = now()?.attempts ?? [];
      expect(made).toHaveLength(count);
      return made.map(({ at }) => at - createdAt);
    });
  return { shop, ledger, clock, notifier, id, createdAt, now, pass, attempts };
}

const REFUSAL = { status: 200, body: '{"result":{"resultCode":"PROCESS_FAIL","resultStatus":"F"}}' };

/** Far more than a test takes, far less than the shortest wait of the schedule. */
const MOMENT_BEFORE_MS = 30_000;

describe('the schedule', () => {
  it('is 0 s, 2 min, 10 min, 10 min, 1 h, 2 h, 6 h and 15 h, to the millisecond, and then no more', async () => {
    const { pass, attempts, now, createdAt } = await world(() => REFUSAL);
    await attempts(1);
    for (const [index, moment] of MOMENTS_MS.entries()) {
      if (index === 0) continue;
      expect(now()?.nextAt).toBe(createdAt + moment);
      await pass(moment - MOMENT_BEFORE_MS);
      expect(now()?.attempts).toHaveLength(index);
      await pass(moment);
      await attempts(index + 1);
    }
    expect((await attempts(8)).slice(1)).toEqual(MOMENTS_MS.slice(1));
    expect(now()).toMatchObject({ acknowledged: false, nextAt: null });
    await pass(48 * HOUR_MS);
    expect(now()?.attempts).toHaveLength(8);
  });

  it('is kept when the clock leaps a day: each send is made, and signed, at its own moment', async () => {
    const { pass, attempts, now, shop, createdAt } = await world(() => REFUSAL);
    await attempts(1);
    await pass(25 * HOUR_MS);
    expect((await attempts(8)).slice(1)).toEqual(MOMENTS_MS.slice(1));
    expect(now()?.nextAt).toBeNull();
    const times = shop.received.map(({ headers }) => Number(headers['request-time']) - createdAt);
    expect(times.slice(1)).toEqual(MOMENTS_MS.slice(1));
  });

  it('is not moved by what is sent by hand', async () => {
    const { pass, attempts, now, notifier, id, createdAt } = await world(() => REFUSAL);
    await attempts(1);
    await pass(MINUTE_MS);
    notifier.resend(id, 5);
    await attempts(6);
    expect(now()?.nextAt).toBe(createdAt + 2 * MINUTE_MS);
    await pass(2 * MINUTE_MS);
    await attempts(7);
    expect(now()?.nextAt).toBe(createdAt + 12 * MINUTE_MS);
  });

  it('ends when one that was sent by hand is acknowledged', async () => {
    const { attempts, now, notifier, id } = await world((count) => (count === 1 ? REFUSAL : ACKNOWLEDGEMENT));
    await attempts(1);
    notifier.resend(id);
    await attempts(2);
    expect(now()).toMatchObject({ acknowledged: true, nextAt: null });
  });

  it('is not used up by the time in which nobody was there to send', async () => {
    const { clock, pass, attempts, now, ledger, notifier, shop, createdAt } = await world(() => REFUSAL);
    await attempts(1);
    notifier.clear();
    await pass(25 * HOUR_MS);
    const later = new Notifier(ledger, clock, 'SANDBOX_5Y', new Forger(() => Promise.resolve('signature=x')));
    ends.push(() => later.stop());
    later.resume();
    const [, second = 0] = await attempts(2);
    expect(second).toBeGreaterThanOrEqual(25 * HOUR_MS);
    expect((now()?.nextAt ?? 0) - createdAt - 25 * HOUR_MS - 10 * MINUTE_MS).toBeLessThan(MOMENT_BEFORE_MS);
    expect(shop.received).toHaveLength(2);
  });
});

describe('an answer', () => {
  it('that redirects is not followed', async () => {
    const { attempts, now, shop } = await world((count) => ({
      status: count === 1 ? 307 : 200,
      body: ACKNOWLEDGEMENT.body,
      location: '/elsewhere',
    }));
    await attempts(1);
    expect(now()).toMatchObject({
      acknowledged: false,
      attempts: [{ status: 307, problem: 'redirected, which is not followed' }],
    });
    expect(shop.received).toHaveLength(1);
  });
});
