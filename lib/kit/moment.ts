/**
 * Moments that may go to the database: those whose year has four digits. JavaScript writes any other with a sign, and the
 * year zero, which never was; PostgreSQL reads neither.
 */
const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

export function isStorableMoment(moment: Date): boolean {
  const ms = moment.getTime();
  return ms >= FIRST_MS && ms <= LAST_MS;
}
