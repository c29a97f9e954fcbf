/** The cookie in which the browser tells the server its zone. Read only to write times; nothing is decided by it. */
export const ZONE_COOKIE = 'zone';
