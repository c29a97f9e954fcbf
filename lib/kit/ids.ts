/**
 * Identifiers: prefixed by what they name, ordered by when they were born, unguessable in the rest.
 *
 * The first 48 bits are milliseconds, the other 80 are random, written in Crockford's alphabet, so that text order is
 * time order and no letter can be misread. Knows nobody: time and randomness come in as arguments.
 */
import { randomBytes as systemRandomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export type IdPrefix =
  | 'usr'
  | 'ses'
  | 'cus'
  | 'aut'
  | 'wal'
  | 'crd'
  | 'prd'
  | 'ord'
  | 'pay'
  | 'ref'
  | 'can'
  | 'ntf'
  | 'exg'
  | 'cas'
  | 'stp'
  | 'key'
  | 'lks'
  | 'whe'
  | 'evt'
  | 'dlv';

export type Id<P extends IdPrefix> = `${P}_${string}`;

/**
 * Makes a new identifier such as `ord_01K9…` (prefix, underscore, 26 characters).
 * @param nowMs milliseconds since 1970, UTC; only the low 48 bits are used
 */
export function newId<P extends IdPrefix>(prefix: P, nowMs: number, randomBytes = systemRandomBytes): Id<P> {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(nowMs % 2 ** 48, 0, 6);
  randomBytes(10).copy(bytes, 6);
  let bits = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let place = 0; place < 26; place += 1) {
    text = ALPHABET[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return `${prefix}_${text}`;
}

/** Whether a text from outside has the form of an identifier of this kind. It says nothing about the row existing. */
export function isId<P extends IdPrefix>(prefix: P, text: unknown): text is Id<P> {
  return typeof text === 'string' && new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`).test(text);
}

/** 256 random bits as 43 letters safe in an address: link states, session ids, browser cookies. */
export function newSecretText(randomBytes = systemRandomBytes): string {
  return randomBytes(32).toString('base64url');
}
