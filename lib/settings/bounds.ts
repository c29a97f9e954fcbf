/** Bounds of what the staff set, for forms too: no schema comes with them to the browser. */

/** More tries than these help nobody, and each is a question to a wallet that said no. */
export const RETRIES_MAX = 5;
export const PAUSE_REASON_MAX = 200;
