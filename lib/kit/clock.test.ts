/** The arithmetic of a clock that can be moved and sped up. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createMovableClock,
  demoTimeAt,
  LATEST_MS,
  moveClock,
  RATE_MAX,
  RATE_MIN,
  realClock,
  unmoved,
  type ClockSetting,
} from './clock';

const NOON = Date.UTC(2026, 10, 25, 12);
const DAY_MS = 24 * 3_600_000;

const moments = fc.integer({ min: NOON - 1_000 * DAY_MS, max: NOON + 1_000 * DAY_MS });
const rates = fc.double({ min: RATE_MIN, max: RATE_MAX, noNaN: true });
const settings: fc.Arbitrary<ClockSetting> = fc.record({
  revision: fc.nat(),
  realBaseMs: moments,
  demoBaseMs: moments,
  rate: rates,
});
const steps = fc.array(
  fc.record({ passMs: fc.nat(10_000_000), aheadMs: fc.integer({ min: -5_000, max: 40 * DAY_MS }), rate: rates }),
  { maxLength: 20 },
);

describe('business time', () => {
  test('goes on with real time, the faster the higher its rate', () => {
    const setting = { revision: 1, realBaseMs: NOON, demoBaseMs: NOON + DAY_MS, rate: 60 };
    expect(demoTimeAt(setting, NOON)).toBe(NOON + DAY_MS);
    expect(demoTimeAt(setting, NOON + 1_000)).toBe(NOON + DAY_MS + 60_000);
  });

  test('is monotone for every setting', () => {
    fc.assert(
      fc.property(settings, moments, moments, (setting, one, other) => {
        const [earlier, later] = [Math.min(one, other), Math.max(one, other)];
        expect(demoTimeAt(setting, earlier)).toBeLessThanOrEqual(demoTimeAt(setting, later));
      }),
    );
  });

  test('can be turned back into the real time that it came from', () => {
    fc.assert(
      fc.property(settings, moments, (setting, realMs) => {
        const back = setting.realBaseMs + (demoTimeAt(setting, realMs) - setting.demoBaseMs) / setting.rate;
        // A double holds milliseconds of these years to a few millionths; at the slowest rate that is worth a little more.
        expect(Math.abs(back - realMs)).toBeLessThan(1);
      }),
    );
  });
});

describe('moving the clock', () => {
  test('a wanted time stands from that moment on', () => {
    const move = moveClock(unmoved(NOON), NOON, { nowMs: NOON + DAY_MS, rate: 60 });
    expect(move).toEqual({
      kind: 'moved',
      setting: { revision: 1, realBaseMs: NOON, demoBaseMs: NOON + DAY_MS, rate: 60 },
    });
  });

  test('back is refused, and told what time it is', () => {
    const setting = { revision: 4, realBaseMs: NOON, demoBaseMs: NOON + DAY_MS, rate: 1 };
    expect(moveClock(setting, NOON + 500, { nowMs: NOON, rate: 1 })).toEqual({
      kind: 'backwards',
      nowMs: NOON + DAY_MS + 500,
    });
  });

  test('what a message on its way can make of "the same time" changes only the rate', () => {
    const fast = { revision: 1, realBaseMs: NOON, demoBaseMs: NOON, rate: 600 };
    const move = moveClock(fast, NOON + 2_000, { nowMs: NOON + 1_000 * 600, rate: 1 });
    expect(move).toMatchObject({ kind: 'moved', setting: { demoBaseMs: NOON + 2_000 * 600, rate: 1 } });
    expect(moveClock(fast, NOON + 4_000, { nowMs: NOON + 1_000 * 600, rate: 1 }).kind).toBe('backwards');
  });

  test('however it is moved and however fast, it never goes back', () => {
    fc.assert(
      fc.property(steps, (moves) => {
        let realMs = NOON;
        let setting = unmoved(realMs);
        const clock = createMovableClock(() => realMs);
        let shown = clock.now().getTime();
        for (const { passMs, aheadMs, rate } of moves) {
          realMs += passMs;
          const before = demoTimeAt(setting, realMs);
          if (before > LATEST_MS) return;
          const move = moveClock(setting, realMs, { nowMs: Math.floor(before) + aheadMs, rate });
          if (move.kind === 'moved') {
            expect(demoTimeAt(move.setting, realMs)).toBeGreaterThanOrEqual(before);
            expect(move.setting.revision).toBe(setting.revision + 1);
            setting = move.setting;
            clock.adopt(setting);
          }
          expect(clock.now().getTime()).toBeGreaterThanOrEqual(shown);
          shown = clock.now().getTime();
        }
      }),
    );
  });
});

describe("a process's clock", () => {
  test('is real time until it hears otherwise', () => {
    const clock = createMovableClock(() => NOON);
    expect([clock.now().getTime(), clock.rate(), clock.isMoved()]).toEqual([NOON, 1, false]);
    clock.adopt({ revision: 1, realBaseMs: NOON, demoBaseMs: NOON + DAY_MS, rate: 60 });
    expect([clock.now().getTime(), clock.rate(), clock.isMoved()]).toEqual([NOON + DAY_MS, 60, true]);
    expect(clock.realNow().getTime()).toBe(NOON);
  });

  test('late news of an older setting changes nothing', () => {
    const clock = createMovableClock(() => NOON);
    clock.adopt({ revision: 2, realBaseMs: NOON, demoBaseMs: NOON + DAY_MS, rate: 1 });
    clock.adopt({ revision: 1, realBaseMs: NOON, demoBaseMs: NOON + 2 * DAY_MS, rate: 9 });
    expect([clock.now().getTime(), clock.rate()]).toEqual([NOON + DAY_MS, 1]);
  });

  test('stands still while the clock of its host is set back', () => {
    let realMs = NOON;
    const clock = createMovableClock(() => realMs);
    clock.adopt({ revision: 1, realBaseMs: NOON, demoBaseMs: NOON + DAY_MS, rate: 1 });
    clock.now();
    realMs -= 60_000;
    expect(clock.now().getTime()).toBe(NOON + DAY_MS);
    realMs += 61_000;
    expect(clock.now().getTime()).toBe(NOON + DAY_MS + 1_000);
  });

  test('set to the time that it is, nobody needs to be told of it', () => {
    const clock = createMovableClock(() => NOON);
    clock.adopt({ revision: 1, realBaseMs: NOON, demoBaseMs: NOON + 12, rate: 1 });
    expect(clock.isMoved()).toBe(false);
  });

  test('outside of a demo takes no setting', () => {
    realClock.adopt({ revision: 1, realBaseMs: NOON, demoBaseMs: LATEST_MS, rate: 60 });
    expect(realClock.now().getTime()).toBeLessThan(LATEST_MS);
    expect([realClock.rate(), realClock.isMoved()]).toEqual([1, false]);
  });
});
