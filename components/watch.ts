/**
 * How often a page looks again while something is under way: a second at first, growing to five, and not at all once the
 * status is settled. Nobody is made to wait by it: the first look is the server's own. And when a list does.
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

/** How often a list is fetched again while something on it is open. */
export const LIST_MS = 15_000;
/** Coming back tells itself twice, and whoever goes to and fro has just seen the list. */
const RETURN_MS = 5_000;

export interface ListMoment {
  readonly cause: 'timer' | 'return';
  /** Something on the list has no end yet. */
  readonly open: boolean;
  readonly isVisible: boolean;
  /** A dialog stands over the list: what it speaks of stays as it is. */
  readonly isAsking: boolean;
  /** Since the list was looked at last. */
  readonly sinceMs: number;
}

/** Whether a list is fetched again now. */
export function isTimeToLook({ cause, open, isVisible, isAsking, sinceMs }: ListMoment): boolean {
  if (!isVisible || isAsking || sinceMs < RETURN_MS) return false;
  return cause === 'return' || open;
}
