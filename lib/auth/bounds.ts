/** Bounds of what is sent in about accounts and keys, for forms too: no schema comes with them to the browser. */

/** As long as the database takes. */
export const KEY_NAME_MAX = 80;
/** The lives a form offers, in days; a program may ask for another. */
export const KEY_DAYS_OFFERED = [30, 90, 365] as const;
/** Ten years: whoever wants more means "until it is revoked". */
export const KEY_DAYS_MAX = 3650;
