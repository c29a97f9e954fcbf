/**
 * The signature of every message between us and Alipay: RSASSA-PKCS1-v1_5 with SHA-256 over the method, the path, the client id, the
 * time and the exact bytes of the body.
 *
 * The body is never parsed or written anew before it is signed or verified. The algorithm is fixed here and not taken from the message.
 *
 * Wire: protocol 2.3 and 2.4. Does not know: which key belongs to whom, HTTP, JSON.
 */
import { constants, sign, verify, type KeyObject } from 'node:crypto';

/** What a signature stands for. For a response `path` is the request's and `time` its Response-Time header, as text. */
export interface SignedParts {
  /** Everything after the host, with the query string if there is one. */
  readonly path: string;
  readonly clientId: string;
  /** The time header's text, letter for letter. */
  readonly time: string;
  /** The bytes as sent or received. */
  readonly body: Uint8Array;
}

export interface SignatureHeader {
  /** Null when the header names none: then the newest key is meant. */
  readonly keyVersion: string | null;
  readonly signature: Buffer;
}

const ALGORITHM = 'RSA256';

/** Three items and 512 bytes of RSA-4096 in percent-encoded base64 stay below 2 KiB; anything longer is not a signature. */
const HEADER_LENGTH_MAX = 4096;

/** The bytes that are signed: `POST {path}\n{client-id}.{time}.{body}`, without a trailing line feed. */
export function stringToSign(parts: SignedParts): Buffer {
  return Buffer.concat([Buffer.from(`POST ${parts.path}\n${parts.clientId}.${parts.time}.`, 'utf8'), parts.body]);
}

/** Signs a request and returns the text of its `Signature` header. */
export function signRequest(
  parts: SignedParts,
  key: { readonly privateKey: KeyObject; readonly keyVersion: string },
): string {
  const signature = sign('sha256', stringToSign(parts), { key: key.privateKey, padding: constants.RSA_PKCS1_PADDING });
  return formatSignatureHeader({ keyVersion: key.keyVersion, signature });
}

/** True when the signature was made over exactly these parts by the private half of this key. */
export function verifySignature(parts: SignedParts, signature: Uint8Array, publicKey: KeyObject): boolean {
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PADDING };
  return verify('sha256', stringToSign(parts), key, signature);
}

/** `signature=` comes third and its base64 is percent-encoded: some receivers split at commas and equal signs. */
export function formatSignatureHeader(header: { readonly keyVersion: string; readonly signature: Buffer }): string {
  const value = encodeURIComponent(header.signature.toString('base64'));
  return `algorithm=${ALGORITHM},keyVersion=${header.keyVersion},signature=${value}`;
}

/**
 * Reads a `Signature` header, whatever the order of its items and the blanks around them. The value may be percent-encoded or plain
 * base64, but it must be the one canonical base64 of its bytes.
 *
 * @returns null when it is not a signature header: no signature in it, another algorithm, an item twice, broken encoding
 */
export function parseSignatureHeader(text: string): SignatureHeader | null {
  if (text.length > HEADER_LENGTH_MAX) return null;
  const items = new Map<string, string>();
  for (const item of text.split(',')) {
    const equals = item.indexOf('=');
    if (equals < 0) return null;
    const name = item.slice(0, equals).trim();
    if (items.has(name)) return null;
    items.set(name, item.slice(equals + 1).trim());
  }
  if ((items.get('algorithm') ?? ALGORITHM) !== ALGORITHM) return null;
  const keyVersion = items.get('keyVersion') ?? null;
  if (keyVersion === '') return null;
  const signature = decodeSignature(items.get('signature') ?? '');
  return signature === null ? null : { keyVersion, signature };
}

function decodeSignature(value: string): Buffer | null {
  const base64 = percentDecode(value);
  if (base64 === null || base64 === '') return null;
  const bytes = Buffer.from(base64, 'base64');
  // Node's decoder skips what it does not understand; only the exact spelling of these bytes is accepted.
  return bytes.toString('base64') === base64 ? bytes : null;
}

function percentDecode(value: string): string | null {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
