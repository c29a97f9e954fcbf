/** Bounds of a refund, for forms too: no schema comes with them to the browser. */

/** Alipay's limit for a reason. */
export const REASON_LENGTH_MAX = 256;
