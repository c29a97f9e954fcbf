/**
 * Until when a payment can be cancelled: 00:15 GMT+8 on the day after it was paid, counted in GMT+8 whatever zone anybody
 * is in. An unpaid one counts from when it was made.
 *
 * A contract may set another period; then Alipay answers CANCEL_WINDOW_EXCEED earlier, and a refund is the way.
 *
 * Source: protocol 4.6. Pure and safe in the browser.
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ALIPAY_OFFSET_MS = 8 * HOUR_MS;
const GRACE_MS = 15 * 60_000;

/** The first moment at which cancelling is over. */
export function cancelWindowEnd(paidAt: Date): Date {
  const day = Math.floor((paidAt.getTime() + ALIPAY_OFFSET_MS) / DAY_MS);
  return new Date((day + 1) * DAY_MS - ALIPAY_OFFSET_MS + GRACE_MS);
}
