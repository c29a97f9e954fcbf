/** Bounds of what people and keys send in about webhooks, for forms too: no schema comes with them to the browser. */

/** As much as the table takes. */
export const URL_LENGTH_MAX = 2_000;
export const DESCRIPTION_LENGTH_MAX = 200;
/** Every event is sent to each; a merchant with more systems than these hands events on by itself. */
export const ENDPOINTS_MAX = 20;
/** A rotated secret signs beside the new one for this long, so that both ends need not change at one moment. */
export const OLD_SECRET_HOURS = 24;
/** What waits for an endpoint is counted up to here; past it, it is many, and nobody waits for a count. */
export const WAITING_SHOWN_MAX = 1_000;
