import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Alarm, Clock } from './clock';
import { Forger } from './faults/forger';
import { Ledger } from './ledger';
import { Notifier } from './notifier';
import { ACKNOWLEDGEMENT, eventually, listenForNotifications } from './testing';

/** Time passes only when a test says so; what has become due rings in due order. */
class StandingClock extends Clock {
  #now = Date.UTC(2026, 2, 1);
  readonly #due: { at: number; ring: () => void }[] = [];

  override now(): number {
    return this.#now;
  }

  override at(at: number, ring: () => void): Alarm {
    const entry = { at, ring };
    this.#due.push(entry);
    queueMicrotask(() => this.#ring());
    return { cancel: () => void (this.#due.includes(entry) && this.#due.splice(this.#due.indexOf(entry), 1)) };
  }

  pass(ms: number): void {
    this.#now += ms;
    this.#ring();
  }

  #ring(): void {
    for (;;) {
      const [next] = this.#due.toSorted((a, b) => a.at - b.at);
      if (!next || next.at > this.#now) return;
      this.#due.splice(this.#due.indexOf(next), 1);
      next.ring();
    }
  }
}

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
  const ledger = await Ledger.open(directory, fail);
  const clock = new StandingClock();
  const forger = new Forger(() => Promise.resolve('algorithm=RSA256,keyVersion=1,signature=x'));
  const notifier = new Notifier(ledger, clock, 'SANDBOX_5Y', forger);
  ends.push(
    shop.close,
    () => ledger.close(),
    () => notifier.stop(),
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
  /** Waits until so many attempts are written down; tells when each was made, from the first. */
  const attempts = (count: number) =>
    eventually(() => {
      const made = now()?.attempts ?? [];
      expect(made).toHaveLength(count);
      return made.map(({ at }) => at - createdAt);
    });
  return { shop, ledger, clock, notifier, id, createdAt, now, attempts };
}

const REFUSAL = { status: 200, body: '{"result":{"resultCode":"PROCESS_FAIL","resultStatus":"F"}}' };

describe('the schedule', () => {
  it('is 0 s, 2 min, 10 min, 10 min, 1 h, 2 h, 6 h and 15 h, to the millisecond, and then no more', async () => {
    const { clock, attempts, now, createdAt } = await world(() => REFUSAL);
    await attempts(1);
    for (const [index, moment] of MOMENTS_MS.entries()) {
      if (index === 0) continue;
      expect(now()?.nextAt).toBe(createdAt + moment);
      clock.pass(createdAt + moment - 1 - clock.now());
      expect(now()?.attempts).toHaveLength(index);
      clock.pass(1);
      await attempts(index + 1);
    }
    expect(await attempts(8)).toEqual(MOMENTS_MS);
    expect(now()).toMatchObject({ acknowledged: false, nextAt: null });
    clock.pass(48 * HOUR_MS);
    expect(now()?.attempts).toHaveLength(8);
  });

  it('sends all that has become due when the clock leaps a day', async () => {
    const { clock, attempts, now, shop } = await world(() => REFUSAL);
    await attempts(1);
    clock.pass(25 * HOUR_MS);
    await attempts(8);
    expect(now()?.nextAt).toBeNull();
    // Signed at the moment of each sending, whatever moment it was due.
    const times = shop.received.map(({ headers }) => Number(headers['request-time']));
    expect(times.slice(1)).toEqual(Array(7).fill(clock.now()));
  });

  it('is not moved by what is sent by hand', async () => {
    const { clock, attempts, now, notifier, id, createdAt } = await world(() => REFUSAL);
    await attempts(1);
    clock.pass(MINUTE_MS);
    notifier.resend(id, 5);
    await attempts(6);
    expect(now()?.nextAt).toBe(createdAt + 2 * MINUTE_MS);
    clock.pass(MINUTE_MS);
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
    const { clock, attempts, now, ledger, notifier, shop } = await world(() => REFUSAL);
    await attempts(1);
    notifier.stop();
    clock.pass(25 * HOUR_MS);
    const later = new Notifier(ledger, clock, 'SANDBOX_5Y', new Forger(() => Promise.resolve('signature=x')));
    ends.push(() => later.stop());
    later.resume();
    await attempts(2);
    expect(now()?.nextAt).toBe(clock.now() + 10 * MINUTE_MS);
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
