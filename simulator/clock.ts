/**
 * The simulator's only clock and the only place that sets timers. Whatever happens "later" is an alarm here, so
 * that one day the clock can be moved and everything that has become due rings at once.
 * It refuses to know what an alarm is for.
 */

export interface Alarm {
  cancel(): void;
}

interface Entry {
  dueAt: number;
  ring: () => void;
  timer: NodeJS.Timeout | undefined;
}

/** setTimeout counts in 32 bits; a longer wait is made of several. */
const LONGEST_TIMER_MS = 2_147_483_647;

export class Clock {
  readonly #entries = new Set<Entry>();
  #stopped = false;

  /** Epoch milliseconds. */
  now(): number {
    return Date.now();
  }

  /** Rings once at `dueAt` (epoch milliseconds), never before the caller's turn ends. */
  at(dueAt: number, ring: () => void): Alarm {
    const entry: Entry = { dueAt, ring, timer: undefined };
    this.#entries.add(entry);
    this.#arm(entry);
    return { cancel: () => this.#drop(entry) };
  }

  /** Silences every alarm, now and for ever; used when the process ends. */
  stop(): void {
    this.#stopped = true;
    this.clear();
  }

  /** Silences every alarm set so far; used by reset. */
  clear(): void {
    for (const entry of [...this.#entries]) this.#drop(entry);
  }

  #arm(entry: Entry): void {
    if (this.#stopped) return;
    const waitMs = Math.min(Math.max(0, entry.dueAt - this.now()), LONGEST_TIMER_MS);
    entry.timer = setTimeout(() => this.#wake(entry), waitMs);
  }

  #wake(entry: Entry): void {
    if (!this.#entries.has(entry)) return;
    if (this.now() < entry.dueAt) return this.#arm(entry);
    this.#entries.delete(entry);
    entry.ring();
  }

  #drop(entry: Entry): void {
    clearTimeout(entry.timer);
    this.#entries.delete(entry);
  }
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
