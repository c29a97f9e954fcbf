/**
 * How a key of the REST API is written: `mandate_<mode>_` and 256 random bits. The beginning says what was found when one
 * lies where it should not; what is kept of the rest is a digest. Knows no database.
 */
import { createHash } from 'node:crypto';
import { newSecretText } from '@/lib/kit/ids';

type Mode = 'demo' | 'test' | 'live';

/** 43 letters are 256 bits in base64url. */
const KEY_TEXT = /^mandate_(?:demo|test|live)_[A-Za-z0-9_-]{43}$/;
/** Of the random letters, in the prefix: enough to tell keys apart, and 208 bits stay unknown. */
const SHOWN_LETTERS = 8;

export interface NewKeyText {
  readonly key: string;
  /** What may be shown again. */
  readonly prefix: string;
  readonly secretHash: string;
}

export function newKeyText(mode: Mode): NewKeyText {
  const start = `mandate_${mode}_`;
  const key = start + newSecretText();
  return { key, prefix: key.slice(0, start.length + SHOWN_LETTERS), secretHash: hashOfKey(key) };
}

/** Whether a text could be a key at all. */
export function isKeyText(text: string): boolean {
  return KEY_TEXT.test(text);
}

/** A plain digest: nobody guesses 256 random bits, however fast the guessing is. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
