/**
 * How often we ask what became of a payment: soon at first, never further apart than a minute while its expiry is near,
 * then in growing gaps until Alipay says a final word.
 */

/** Milliseconds before the first, second … inquiry. Within three minutes of sending no gap is above a minute (I4). */
const GAPS_MS = [4_000, 6_000, 10_000, 20_000, 40_000, 60_000, 60_000, 300_000, 1_800_000];
/** However long it takes: twelve questions a day trouble nobody. */
const LONGEST_GAP_MS = 2 * 3_600_000;
/** Up to a fiftieth less, so that what was sent together does not ask together for ever. */
const JITTER = 0.02;

/**
 * The gap before the next inquiry when `inquiries` have been made.
 * @param random at least 0, below 1
 */
export function inquiryGapMs(inquiries: number, random = Math.random()): number {
  return Math.round((GAPS_MS[inquiries] ?? LONGEST_GAP_MS) * (1 - JITTER * random));
}
