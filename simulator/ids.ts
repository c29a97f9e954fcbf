/** New ids in the shapes of the documents' samples. It refuses to know what they name. */
import { randomBytes, randomInt } from 'node:crypto';
import { toIdDate } from './clock';

/** randomInt takes ranges below 2^48. */
const TWELVE_DIGITS = 10 ** 12;

function digits(): string {
  return String(randomInt(TWELVE_DIGITS)).padStart(12, '0');
}

/** Thirty-three digits that begin with the date, as a payment's id does. */
export function newPaymentId(now: number): string {
  return `${toIdDate(now)}1080100${digits()}`;
}

/** As a payment's, under another business number, so that nobody takes one for the other. */
export function newRefundId(now: number): string {
  return `${toIdDate(now)}1080200${digits()}`;
}

/** A credential: a recognisable beginning and 128 random bits. */
export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(16).toString('hex')}`;
}

/** An address or a row of the simulator's own. */
export function newId(prefix: string): string {
  return `${prefix}${randomBytes(16).toString('hex')}`;
}
