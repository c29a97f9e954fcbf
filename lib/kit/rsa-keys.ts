/**
 * Reads RSA keys in every form that merchants paste: PEM or its bare base64, PKCS#8, PKCS#1 or SubjectPublicKeyInfo, on one line or
 * many, with stray blanks, quotes, marks that nobody sees, `\n` written as two letters, or what a tool printed around the key.
 *
 * A key is parsed once, at start, into a `KeyObject`; parsing it for every message costs several times the signature itself. An error
 * names what is wrong and never holds a piece of the key. The environment is checked with the same functions that later read the keys, so
 * that nothing passes the one and fails the other.
 *
 * Does not know: where the text comes from, what is signed.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Says what is wrong with a pasted key; safe to print. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

/** Alipay's keys are RSA 2048; below that a signature can be forged with money alone. */
const MODULUS_BITS_MIN = 2048;

/** The version that a key without one answers to, the one every SDK sends. */
const DEFAULT_KEY_VERSION = '1';

type Der = Buffer;

/** @throws KeyError */
export function parsePrivateKey(text: string): KeyObject {
  const der = readDer(text, { wanted: 'private' });
  const key = tryPrivate(der, 'pkcs8') ?? tryPrivate(der, 'pkcs1');
  if (key !== null) return requireRsa(key, 'the private key');
  if ((tryPublic(der, 'spki') ?? tryPublic(der, 'pkcs1')) !== null) {
    throw new KeyError('this is a public key; the private key is needed here');
  }
  throw new KeyError('the text decodes, but is not a PKCS#8 or PKCS#1 private key; was it cut short?');
}

/**
 * Reads `version:key,version:key`, or one bare key, which then answers to version 1.
 *
 * @throws KeyError
 */
export function parsePublicKeys(text: string): Map<string, KeyObject> {
  const entries = clean(text)
    .split(',')
    .map(clean)
    .filter((entry) => entry !== '');
  if (entries.length === 0) throw new KeyError('no public key is given');
  const keys = new Map<string, KeyObject>();
  for (const entry of entries) {
    const { version, keyText } = splitVersion(entry, entries.length);
    if (keys.has(version)) throw new KeyError(`key version ${version} is given twice`);
    keys.set(version, parsePublicKey(keyText, version));
  }
  return keys;
}

function splitVersion(entry: string, count: number): { version: string; keyText: string } {
  const match = /^\s*([A-Za-z0-9._-]{1,32})\s*:(.*)$/s.exec(entry);
  if (match !== null) return { version: match[1] ?? '', keyText: match[2] ?? '' };
  if (count > 1) throw new KeyError('with several keys each needs its version: version:key,version:key');
  return { version: DEFAULT_KEY_VERSION, keyText: entry };
}

function parsePublicKey(text: string, version: string): KeyObject {
  const der = readDer(text, { wanted: 'public' });
  // A private key would also yield a public one; taking it silently would hide that a secret lies where it should not.
  if ((tryPrivate(der, 'pkcs8') ?? tryPrivate(der, 'pkcs1')) !== null) {
    throw new KeyError(`key version ${version} is a private key; Alipay's public key is needed here`);
  }
  const key = tryPublic(der, 'spki') ?? tryPublic(der, 'pkcs1');
  if (key === null) throw new KeyError(`key version ${version} decodes, but is not a public key; was it cut short?`);
  return requireRsa(key, `key version ${version}`);
}

function requireRsa(key: KeyObject, what: string): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') throw new KeyError(`${what} is not an RSA key`);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MODULUS_BITS_MIN) throw new KeyError(`${what} has ${bits} bits; at least ${MODULUS_BITS_MIN} are needed`);
  return key;
}

/** Byte order marks, joiners and soft hyphens: what text processors and chats put between letters. */
const UNSEEN = /[\uFEFF\u200B-\u200F\u2060\u00AD]/g;

/** No key begins or ends with a quote of any kind. */
const QUOTES_AT_THE_ENDS = /^[\s"'`\u2018\u2019\u201C\u201D]+|[\s"'`\u2018\u2019\u201C\u201D]+$/g;

function clean(text: string): string {
  return text.replaceAll(UNSEEN, '').replaceAll('\\r', '\n').replaceAll('\\n', '\n').replaceAll(QUOTES_AT_THE_ENDS, '');
}

function readDer(text: string, { wanted }: { wanted: 'private' | 'public' }): Der {
  const cleaned = clean(text);
  if (cleaned === '') throw new KeyError(`the ${wanted} key is empty`);
  const base64 = stripArmour(cleaned, wanted).replaceAll(/\s+/g, '');
  if (base64 === '') throw new KeyError(`the ${wanted} key has an armour, but nothing in it`);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
    throw new KeyError(`the ${wanted} key holds characters that are not base64`);
  }
  return Buffer.from(base64, 'base64');
}

function stripArmour(text: string, wanted: 'private' | 'public'): string {
  if (!text.includes('-----')) return text;
  if (text.split('-----BEGIN').length > 2)
    throw new KeyError(`the text holds more than one key; give the ${wanted} key`);
  const match = /-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END ([A-Z0-9 ]+)-----/s.exec(text);
  if (match === null) throw new KeyError(`the ${wanted} key's BEGIN or END line is missing or broken`);
  const [, label = '', body = '', endLabel = ''] = match;
  if (label !== endLabel) throw new KeyError('the BEGIN and END lines of the key do not match');
  if (label === 'ENCRYPTED PRIVATE KEY' || body.includes('ENCRYPTED')) {
    throw new KeyError('the private key is locked with a passphrase; store it without one');
  }
  if (label === 'CERTIFICATE') throw new KeyError('this is a certificate; the key itself is needed');
  if (!/^(RSA )?(PRIVATE|PUBLIC) KEY$/.test(label)) throw new KeyError(`"${label}" is not a kind of RSA key`);
  return body;
}

function tryPrivate(der: Der, type: 'pkcs8' | 'pkcs1'): KeyObject | null {
  try {
    return createPrivateKey({ key: der, format: 'der', type });
  } catch {
    return null;
  }
}

function tryPublic(der: Der, type: 'spki' | 'pkcs1'): KeyObject | null {
  try {
    return createPublicKey({ key: der, format: 'der', type });
  } catch {
    return null;
  }
}
