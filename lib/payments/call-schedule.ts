/**
 * How often a call whose answer was unclear is made again under the same id: soon at first, then in growing gaps, for as
 * long as it takes. Cancels, refunds and their questions, and the end of a permission share it.
 */

/** Milliseconds before the second, third … call. Eleven within two hours and six a day after that keep the worst day within 25 (I12). */
const GAPS_MS = [3_000, 5_000, 10_000, 20_000, 40_000, 120_000, 300_000, 900_000, 1_800_000, 3_600_000];
const LONGEST_GAP_MS = 4 * 3_600_000;
/** While Alipay cannot be reached at all: with the circuit's longest pause and one time-out it makes the half minute of I4. */
export const NOT_SENT_GAP_MS = 7_000;
/** A call takes ten seconds at most; whoever takes over from a dead worker waits until the first can no longer be at it. */
export const TAKE_OVER_GAP_MS = 15_000;

/** The gap before the next call when `calls` have been made. */
export function callGapMs(calls: number): number {
  return GAPS_MS[calls - 1] ?? LONGEST_GAP_MS;
}
