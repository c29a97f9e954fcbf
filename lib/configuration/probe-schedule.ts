/**
 * How often we try whether our configuration is right again: soon at first, since most trouble is a key that was just changed,
 * then in growing gaps. Pure.
 */
const FIRST_GAP_MS = 5_000;
/** Waiting debits go on at most this long after the trouble was mended; more often would only fill Alipay's log of refusals. */
const LONGEST_GAP_MS = 5 * 60_000;
/** A fifth more or less, so that merchants who were cut off together do not all come back at once. */
const JITTER = 0.2;

/**
 * The gap before the next probe when `probes` have been made.
 * @param random at least 0, below 1
 */
export function probeGapMs(probes: number, random: number): number {
  const gapMs = Math.min(FIRST_GAP_MS * 2 ** Math.min(probes, 10), LONGEST_GAP_MS);
  return Math.round(Math.min(gapMs * (1 + JITTER * (2 * random - 1)), LONGEST_GAP_MS));
}
