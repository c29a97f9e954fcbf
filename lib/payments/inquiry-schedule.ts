/**
 * How often we ask what became of a payment: soon at first, never further apart than a minute while its expiry is near,
 * then in growing gaps until Alipay says a final word.
 */

/** Milliseconds before the first, second … inquiry. Within three minutes of sending no gap is above a minute (I4). */
const GAPS_MS = [4_000, 5_000, 8_000, 15_000, 25_000, 40_000, 60_000, 60_000, 120_000, 300_000, 900_000, 1_800_000];
/** However long it takes: twelve questions a day trouble nobody. */
const LONGEST_GAP_MS = 2 * 3_600_000;

/** The gap before the next inquiry when `inquiries` have been made. */
export function inquiryGapMs(inquiries: number): number {
  return GAPS_MS[inquiries] ?? LONGEST_GAP_MS;
}
