/**
 * How often a page looks again while something is under way: a second at first, growing to five, and not at all once the
 * status is settled. Nobody is made to wait by it: the first look is the server's own.
 */
const FIRST_MS = 1_000;
const LONGEST_MS = 5_000;
/** What the server has just rendered is not asked for again before the first look is due. */
export const FRESH_MS = FIRST_MS;
/** Looks at the first pace, which covers a debit that goes well. */
const QUICK_LOOKS = 5;
const STEP_MS = 500;

/** Milliseconds until the next look, or false to stop. */
export function lookAgainMs(settled: boolean, looks: number): number | false {
  if (settled) return false;
  return Math.min(LONGEST_MS, FIRST_MS + STEP_MS * Math.max(0, looks - QUICK_LOOKS));
}
