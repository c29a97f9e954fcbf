/**
 * Signing and verifying (protocol 2): RSASSA-PKCS1-v1_5 with SHA-256 over raw bytes, by WebCrypto alone, since the
 * merchant's side uses another implementation and a misreading must not cancel itself out.
 * It refuses to know HTTP, JSON, or whose message it is.
 */
import { webcrypto } from 'node:crypto';

type Key = webcrypto.CryptoKey;

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const WIRE_ALGORITHM = 'RSA256';
/** The size the documents ask for (protocol 2.4). */
const MODULUS_BITS = 2048;

export interface SignatureHeader {
  algorithm: string;
  /** Undefined means "the newest key". */
  keyVersion: string | undefined;
  value: Uint8Array;
}

function derOf(text: string): Uint8Array {
  const base64 = text.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
  return Buffer.from(base64, 'base64');
}

/** PKCS#8, as PEM or its bare base64. Throws when it is neither. */
export function importPrivateKey(text: string): Promise<Key> {
  return webcrypto.subtle.importKey('pkcs8', derOf(text), ALGORITHM, true, ['sign']);
}

/** SubjectPublicKeyInfo, as PEM or its bare base64. Throws when it is neither. */
export function importPublicKey(text: string): Promise<Key> {
  return webcrypto.subtle.importKey('spki', derOf(text), ALGORITHM, true, ['verify']);
}

/** PKCS#8, bare base64. */
export async function exportPrivateKey(key: Key): Promise<string> {
  return Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
}

/** SubjectPublicKeyInfo, bare base64, as it is pasted into dashboards. */
export async function exportPublicKey(key: Key): Promise<string> {
  return Buffer.from(await webcrypto.subtle.exportKey('spki', key)).toString('base64');
}

/** The public key that a private one implies. */
export async function publicHalfOf(privateKey: Key): Promise<Key> {
  const { kty, n, e } = await webcrypto.subtle.exportKey('jwk', privateKey);
  const half = Object.fromEntries(Object.entries({ kty, n, e }).filter(([, value]) => value !== undefined));
  return webcrypto.subtle.importKey('jwk', half, ALGORITHM, true, ['verify']);
}

export function newKeyPair(): Promise<webcrypto.CryptoKeyPair> {
  const shape = { ...ALGORITHM, modulusLength: MODULUS_BITS, publicExponent: new Uint8Array([1, 0, 1]) };
  return webcrypto.subtle.generateKey(shape, true, ['sign', 'verify']);
}

/** The signed bytes; `time` is the header's own text, `body` exactly what travels (protocol 2.3). */
export function bytesToSign(path: string, clientId: string, time: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`POST ${path}\n${clientId}.${time}.`, 'utf8'), body]);
}

/** The whole header value, `signature` third and percent-encoded, because one SDK splits on "," and "=". */
export async function sign(key: Key, keyVersion: string, bytes: Uint8Array): Promise<string> {
  const raw = await webcrypto.subtle.sign(ALGORITHM.name, key, bytes);
  const encoded = encodeURIComponent(Buffer.from(raw).toString('base64'));
  return `algorithm=${WIRE_ALGORITHM},keyVersion=${keyVersion},signature=${encoded}`;
}

export async function verify(key: Key, header: SignatureHeader, bytes: Uint8Array): Promise<boolean> {
  if (header.algorithm !== WIRE_ALGORITHM) return false;
  return webcrypto.subtle.verify(ALGORITHM.name, key, header.value, bytes);
}

function decodeValue(text: string): Uint8Array | undefined {
  let base64 = text;
  if (text.includes('%')) {
    try {
      base64 = decodeURIComponent(text);
    } catch {
      return undefined;
    }
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  // One letter alone is less than a byte: it says nothing.
  return bytes.byteLength > 0 ? bytes : undefined;
}

/** Tolerant of order and blanks, strict about everything else; undefined when it is no signature header. */
export function parseSignatureHeader(text: string): SignatureHeader | undefined {
  const items = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, name, value] = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined || items.has(name)) return undefined;
    items.set(name, value);
  }
  const value = decodeValue(items.get('signature') ?? '');
  if (value === undefined) return undefined;
  return { algorithm: items.get('algorithm') ?? WIRE_ALGORITHM, keyVersion: items.get('keyVersion'), value };
}
