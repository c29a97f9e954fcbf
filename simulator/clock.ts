/**
 * The simulator's only clock and the only place that sets timers, and how the gateway writes times and counts days.
 * It can be moved forward and sped up; whatever happens "later" is an alarm here and rings in the order of its time
 * when the clock passes over it. It refuses to know what an alarm is for.
 */
import { AlarmQueue, type Entry } from './alarm-queue';

export interface Alarm {
  cancel(): void;
}

/** The time is `base` at the real moment `realBase` and goes on from there at `rate`. */
export interface ClockState {
  realBase: number;
  base: number;
  rate: number;
}

export const REAL_TIME: ClockState = { realBase: 0, base: 0, rate: 1 };

/** setTimeout counts in 32 bits; a longer wait is made of several. */
const LONGEST_TIMER_MS = 2_147_483_647;

export class Clock {
  readonly #queue = new AlarmQueue();
  #state: ClockState = REAL_TIME;
  /** The moment at which time stands while the clock passes over alarms. */
  #standsAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerFor: Entry | undefined;
  #stopped = false;
  /** What alarms began and have not finished: letters on their way. */
  readonly #unfinished = new Set<Promise<void>>();
  #moving: Promise<void> = Promise.resolve();

  /** Epoch milliseconds. */
  now(): number {
    return this.#at(Date.now());
  }

  get state(): ClockState {
    return this.#state;
  }

  /** How far it is from the time outside. */
  get aheadMs(): number {
    const real = Date.now();
    return this.#at(real) - real;
  }

  /**
   * Rings once at `dueAt` (epoch milliseconds), never before the caller's turn ends. A promise it returns is waited
   * for when the clock is being moved, so that what follows from it is in time.
   */
  at(dueAt: number, ring: Entry['ring']): Alarm {
    const entry = this.#queue.add(dueAt, ring);
    if (this.#standsAt === undefined) this.#arm();
    return { cancel: () => void (entry.cancelled = true) };
  }

  /**
   * Resolves after so many milliseconds outside, however this clock is moved: for what is about the wire and not about
   * money. A client's time-out is real, and a fault that is to outlast it must be so too.
   */
  waitOutside(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Goes on from a state, as after a restart; rings nothing by itself. */
  restore(state: ClockState): void {
    this.#state = state;
    this.#disarm();
    this.#arm();
  }

  /**
   * Moves to a later moment and goes on from there at a rate. Every alarm on the way rings at its own time and in
   * order, with those that it sets; moves come one after another. `note` hears of each state that is reached, before
   * anything happens in it. An earlier moment than now only changes the rate.
   */
  moveTo(target: (now: number) => number, rate: number, note: (state: ClockState) => void): Promise<void> {
    const move = async () => {
      // What is on its way now belongs to the time before; what follows from it has to be in the queue.
      while (this.#unfinished.size > 0) await Promise.allSettled(this.#unfinished);
      const end = Math.max(target(this.now()), this.now());
      this.#disarm();
      try {
        await this.#passOver(end, note);
      } finally {
        this.#standsAt = undefined;
        this.#go(end, rate, note);
        this.#arm();
      }
    };
    this.#moving = this.#moving.then(move, move);
    return this.#moving;
  }

  /** Resolves when no move is under way. */
  get atRest(): Promise<void> {
    return this.#moving;
  }

  /** Silences every alarm, now and for ever; used when the process ends. */
  stop(): void {
    this.#stopped = true;
    this.clear();
  }

  /** Silences every alarm set so far; used by reset. */
  clear(): void {
    this.#queue.clear();
    this.#disarm();
  }

  #at(real: number): number {
    return this.#standsAt ?? Math.floor(timeBy(this.#state, real));
  }

  async #passOver(end: number, note: (state: ClockState) => void): Promise<void> {
    this.#standsAt = this.now();
    for (let entry = this.#queue.takeDue(end); entry && !this.#stopped; entry = this.#queue.takeDue(end)) {
      const moment = Math.max(this.#standsAt, entry.dueAt);
      if (moment > this.#standsAt) this.#go(moment, this.#state.rate, note);
      this.#standsAt = moment;
      await this.#ring(entry);
    }
  }

  #go(base: number, rate: number, note: (state: ClockState) => void): void {
    this.#state = { realBase: Date.now(), base, rate };
    note(this.#state);
  }

  #arm(): void {
    const entry = this.#queue.first();
    if (this.#stopped || !entry || entry === this.#timerFor) return;
    this.#disarm();
    this.#timerFor = entry;
    const waitMs = Math.ceil((entry.dueAt - this.now()) / this.#state.rate);
    this.#timer = setTimeout(() => this.#wake(), Math.min(Math.max(0, waitMs), LONGEST_TIMER_MS));
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timerFor = undefined;
  }

  #wake(): void {
    this.#timerFor = undefined;
    const now = this.now();
    // Later alarms of the same moment were set by earlier ones' effects or beside them: none is left for the next turn.
    for (let entry = this.#queue.takeDue(now); entry; entry = this.#queue.takeDue(now)) void this.#ring(entry);
    this.#arm();
  }

  #ring(entry: Entry): Promise<void> {
    const begun = entry.ring();
    if (!(begun instanceof Promise)) return Promise.resolve();
    const finished = begun.finally(() => this.#unfinished.delete(finished));
    this.#unfinished.add(finished);
    return finished;
  }
}

function timeBy({ realBase, base, rate }: ClockState, real: number): number {
  return base + (real - realBase) * rate;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Alipay counts its days in GMT+8 (protocol 4.6). */
const GATEWAY_OFFSET_MS = 8 * HOUR_MS;
const CANCEL_GRACE_MS = 15 * 60_000;

/** ISO 8601 with offset and second precision, in the gateway's own zone (protocol 1.4). */
export function toWireTime(at: number): string {
  return `${new Date(at + GATEWAY_OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

/** Days since the epoch, as the gateway counts them. */
export function dayOf(at: number): number {
  return Math.floor((at + GATEWAY_OFFSET_MS) / DAY_MS);
}

/** Months since the epoch of such a day. */
export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

export function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

/** The last moment of the default cancel window: 00:15 GMT+8 on the day after `at` (protocol 4.6). */
export function cancelWindowEndsAt(at: number): number {
  return (dayOf(at) + 1) * DAY_MS - GATEWAY_OFFSET_MS + CANCEL_GRACE_MS;
}

/** The compact date that begins ids, as in the documents' samples. */
export function toIdDate(at: number): string {
  return new Date(at + GATEWAY_OFFSET_MS).toISOString().slice(0, 19).replace(/\D/g, '');
}
