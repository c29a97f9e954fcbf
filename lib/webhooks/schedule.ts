/**
 * When an event that did not get through is tried again: soon at first, then in growing gaps, for three days of business
 * time. Pure.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Milliseconds before the second, third … attempt. */
const GAPS_MS = [
  5_000,
  30_000,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
];
const LONGEST_GAP_MS = 12 * HOUR_MS;
/** A part of the gap, so that what failed together does not come back together. */
const JITTER = 0.2;

export const GIVE_UP_AFTER_MS = 72 * HOUR_MS;

/** An attempt takes fifteen seconds at most; whoever takes over from a dead worker waits until the first can no longer be at it. */
export const TAKE_OVER_GAP_MS = 30_000;

/** The gap before the next attempt when `attempts` have been made. */
export function attemptGapMs(attempts: number, random: () => number = Math.random): number {
  const gapMs = GAPS_MS[Math.max(attempts, 1) - 1] ?? LONGEST_GAP_MS;
  return Math.round(gapMs * (1 + JITTER * random()));
}

/** Null when the time is over. The last attempt is made at its very end. */
export function nextAttemptAt(
  now: Date,
  attempts: number,
  giveUpAt: Date,
  random: () => number = Math.random,
): Date | null {
  if (now >= giveUpAt) return null;
  return new Date(Math.min(now.getTime() + attemptGapMs(attempts, random), giveUpAt.getTime()));
}
