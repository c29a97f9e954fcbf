/**
 * The two clocks, as arithmetic. Business time is what is written down, shown, and compared with Alipay's times; a demo can
 * move it forward and speed it up. Real time is for what takes as long as it takes: a call, a lease, a limit, a session.
 *
 * Does not know: where the setting is kept, who sets it, how others hear of it.
 */

export interface Clock {
  /** Business time. Never goes back within a process. */
  now(): Date;
  /** Real time. Never written where business time is expected, and never compared with it. */
  realNow(): Date;
  /** Seconds of business time that pass in a real one. */
  rate(): number;
  /** Whether a person must be told that this is not the real time. */
  isMoved(): boolean;
}

/** From `realBaseMs` on, when it is `demoBaseMs`, business time passes at `rate`. Epoch milliseconds. */
export interface ClockSetting {
  /** Grows with each setting, so that late news of an older one is told from new. */
  readonly revision: number;
  readonly realBaseMs: number;
  readonly demoBaseMs: number;
  readonly rate: number;
}

/** A clock that can be told a new setting. One that is older than what it knows changes nothing. */
export interface MovableClock extends Clock {
  adopt(setting: ClockSetting): void;
}

/** A thousandth: a day then takes three years, which PostgreSQL's calendar still holds. */
export const RATE_MIN = 0.001;
/** A day in less than a second. Past this nothing of a debit's minute is left to send it in. */
export const RATE_MAX = 100_000;
/** Times of the wire and of JSON have four digits for the year; time that has gone past them could not come back. */
export const LATEST_MS = Date.UTC(9_000, 0, 1);

/** The two clocks of simulator and app are set by a message, which takes this long at most; less than that apart is equal. */
const EQUAL_WITHIN_REAL_MS = 2_000;
/** Set by a message, an unmoved clock is some milliseconds off. */
const MOVED_FROM_MS = 1_000;

/** For everybody but a demo: it takes no setting. */
export const realClock: MovableClock = {
  now: () => new Date(),
  realNow: () => new Date(),
  rate: () => 1,
  isMoved: () => false,
  adopt: () => undefined,
};

/** Business time at a real moment, in epoch milliseconds with fractions. */
export function demoTimeAt(setting: ClockSetting, realMs: number): number {
  return setting.demoBaseMs + (realMs - setting.realBaseMs) * setting.rate;
}

/** What stands while nobody has set anything: business time is real time. */
export function unmoved(realMs: number): ClockSetting {
  return { revision: 0, realBaseMs: realMs, demoBaseMs: realMs, rate: 1 };
}

export type ClockMove =
  { readonly kind: 'moved'; readonly setting: ClockSetting } | { readonly kind: 'backwards'; readonly nowMs: number };

/**
 * The setting that makes it `nowMs` at `realMs` and lets time pass at `rate` from there. A wanted time that is a little
 * behind is taken for the present one: what is asked for is then only the rate.
 */
export function moveClock(
  before: ClockSetting,
  realMs: number,
  wanted: { readonly nowMs: number; readonly rate: number },
): ClockMove {
  const presentMs = Math.ceil(demoTimeAt(before, realMs));
  const toleranceMs = EQUAL_WITHIN_REAL_MS * Math.max(1, before.rate);
  if (wanted.nowMs < presentMs - toleranceMs) return { kind: 'backwards', nowMs: presentMs };
  return {
    kind: 'moved',
    setting: {
      revision: before.revision + 1,
      realBaseMs: realMs,
      demoBaseMs: Math.max(wanted.nowMs, presentMs),
      rate: wanted.rate,
    },
  };
}

/** Real time until the first setting is told. */
export function createMovableClock(realMs: () => number = Date.now): MovableClock {
  let setting: ClockSetting | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    now() {
      const ms = setting === null ? realMs() : Math.floor(demoTimeAt(setting, realMs()));
      // A host whose clock is set back, or a setting that came late, must not make anything happen before it began.
      lastMs = Math.max(lastMs, ms);
      return new Date(lastMs);
    },
    realNow: () => new Date(realMs()),
    rate: () => setting?.rate ?? 1,
    isMoved() {
      if (setting === null) return false;
      return setting.rate !== 1 || Math.abs(setting.demoBaseMs - setting.realBaseMs) >= MOVED_FROM_MS;
    },
    adopt(next) {
      if (setting === null || next.revision > setting.revision) setting = next;
    },
  };
}
