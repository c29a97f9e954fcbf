/**
 * Copies of messages that people may read: tokens and codes replaced by a short fingerprint, so that two messages can still be seen to
 * speak of the same secret.
 *
 * What cannot be parsed is not shown at all, because a secret in it could not be found. Numbers are written as JavaScript reads them;
 * the raw bytes stay the evidence.
 *
 * Does not know: where the copies go.
 */
import { createHash } from 'node:crypto';

/** Compared without regard to case. userLoginId is left: Alipay sends it masked already. */
const SECRET_NAMES = new Set(['accesstoken', 'refreshtoken', 'authcode', 'paymentmethodid', 'signature', 'idtoken']);

/** Addresses of the wallet's own pages: whoever holds one may open it, so people see where it leads and not its query. */
const BEARER_ADDRESSES = new Set(['normalurl', 'schemeurl', 'applinkurl', 'authurl']);

/** No message of the protocol is deeper than a few levels; what is deeper is not worth the stack. */
const DEPTH_MAX = 32;

/** Codes and tokens travel in addresses as well, as in `…/return?authCode=…`. */
const SECRET_IN_QUERY = /([?&;](?:authCode|accessToken|refreshToken|signature)=)[^&;#\s"]*/gi;

/** A copy of a message's body for people. */
export function maskBody(body: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return JSON.stringify(maskValue(JSON.parse(text), 0));
  } catch {
    return `[not JSON: ${body.byteLength} bytes, sha256 ${fingerprint(body)}]`;
  }
}

/** The same for JSON text. */
export function maskJson(text: string): string {
  return maskBody(Buffer.from(text, 'utf8'));
}

/** A copy of headers for people: the signature becomes a fingerprint. */
export function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretName(name) ? maskSecret(value) : value]),
  );
}

function maskValue(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) return '[too deep to show]';
  if (typeof value === 'string') return maskText(value, depth);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      inner === null ? null : isSecretName(name) ? maskSecret(inner) : maskNamed(name, inner, depth + 1),
    ]),
  );
}

function maskNamed(name: string, value: unknown, depth: number): unknown {
  if (typeof value !== 'string' || !BEARER_ADDRESSES.has(name.toLowerCase())) return maskValue(value, depth);
  const [place, query] = value.split(/[?#]/, 2);
  return query === undefined ? value : `${place}?${maskSecret(query)}`;
}

/** Some fields (metadata, extendInfo) carry JSON as text. */
function maskText(text: string, depth: number): string {
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.stringify(maskValue(JSON.parse(text), depth + 1));
    } catch {
      // Not JSON after all: an ordinary sentence that begins with a bracket.
    }
  }
  return text.replaceAll(SECRET_IN_QUERY, '$1[secret]');
}

function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name.toLowerCase());
}

function maskSecret(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `[secret ${fingerprint(Buffer.from(text, 'utf8'))}]`;
}

function fingerprint(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 8);
}
