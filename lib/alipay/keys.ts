/**
 * Reads RSA keys in every form that merchants paste: PEM or its bare base64, PKCS#8, PKCS#1 or SubjectPublicKeyInfo, on one line or
 * many, with stray blanks, quotes, or `\n` written as two letters.
 *
 * A key is parsed once, when it is read, into a `KeyObject`; parsing it for every message costs several times the signature itself. An
 * error names what is wrong and never holds a piece of the key.
 *
 * Does not know: where the text comes from.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** The keys of one moment, parsed. */
export interface GatewayKeys {
  readonly privateKey: KeyObject;
  /** The version under which Alipay knows our public key. */
  readonly keyVersion: string;
  /** Alipay's keys by version. */
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
}

/** The keys as they are now. Asked for each message, so it must be cheap. */
export type KeySource = () => GatewayKeys;

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
    .filter((entry) => entry.trim() !== '');
  if (entries.length === 0) throw new KeyError('no public key is given');
  const keys = new Map<string, KeyObject>();
  for (const entry of entries) {
    const { version, keyText } = splitVersion(entry, entries.length);
    if (keys.has(version)) throw new KeyError(`key version ${version} is given twice`);
    keys.set(version, parsePublicKey(keyText, version));
  }
  return keys;
}

/**
 * The key a signature header asks for. A header without a version means the newest key: the highest version we hold.
 *
 * @returns null when we hold no such version
 */
export function keyForVersion(
  keys: ReadonlyMap<string, KeyObject>,
  version: string | null,
): { readonly version: string; readonly key: KeyObject } | null {
  const wanted = version ?? newestVersion([...keys.keys()]);
  const key = wanted === null ? undefined : keys.get(wanted);
  return wanted === null || key === undefined ? null : { version: wanted, key };
}

function newestVersion(versions: readonly string[]): string | null {
  const [newest] = versions.toSorted((left, right) => right.localeCompare(left, 'en', { numeric: true }));
  return newest ?? null;
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

function clean(text: string): string {
  return text
    .replaceAll('\uFEFF', '')
    .replaceAll('\\r', '\n')
    .replaceAll('\\n', '\n')
    .trim()
    .replace(/^(["'`])(.*)\1$/s, '$2')
    .trim();
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
  const match = /^-----BEGIN ([A-Z0-9 ]+)-----(.*)-----END ([A-Z0-9 ]+)-----$/s.exec(text);
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
