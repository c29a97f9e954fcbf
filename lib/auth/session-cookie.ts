/**
 * Opens next-auth's session cookie without next-auth: a JWE, direct key, AES-256-GCM, the key derived from AUTH_SECRET.
 *
 * The cookie proves only that we made it; whether its session still lives is read from the database. Knows no database.
 */
import { createDecipheriv, hkdfSync } from 'node:crypto';

/** `__Host-` pins the cookie to this host and path; browsers take that prefix over https only, so the demo goes without. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-next-auth.session-token' : 'next-auth.session-token';
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A sealed session id is about 400 letters; anything much longer is not ours. */
const COOKIE_LENGTH_MAX = 4096;
/** next-auth 4's own label for its key. */
const KEY_LABEL = 'NextAuth.js Generated Encryption Key';

const keys = new Map<string, Buffer>();

function keyOf(secret: string): Buffer {
  let key = keys.get(secret);
  if (!key) keys.set(secret, (key = Buffer.from(hkdfSync('sha256', secret, '', KEY_LABEL, 32))));
  return key;
}

/** The session id inside, or null when the cookie is not ours, was altered, or is past its own end. */
export function openSessionCookie(cookie: string | undefined, secret: string, nowMs: number): string | null {
  if (!cookie || cookie.length > COOKIE_LENGTH_MAX) return null;
  const claims = decrypt(cookie, keyOf(secret));
  if (!claims || typeof claims.exp !== 'number' || claims.exp * 1000 <= nowMs) return null;
  return typeof claims.sid === 'string' ? claims.sid : null;
}

function decrypt(cookie: string, key: Buffer): { sid?: unknown; exp?: unknown } | null {
  const [header, wrappedKey, nonce, body, tag, ...more] = cookie.split('.');
  if (!header || wrappedKey !== '' || !nonce || !body || !tag || more.length > 0) return null;
  try {
    const { alg, enc } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: unknown; enc?: unknown };
    const nonceBytes = Buffer.from(nonce, 'base64url');
    const tagBytes = Buffer.from(tag, 'base64url');
    if (alg !== 'dir' || enc !== 'A256GCM') return null;
    if (nonceBytes.length !== NONCE_BYTES || tagBytes.length !== TAG_BYTES) return null;
    const decipher = createDecipheriv('aes-256-gcm', key, nonceBytes);
    decipher.setAAD(Buffer.from(header, 'ascii'));
    decipher.setAuthTag(tagBytes);
    const plain = Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]);
    const claims: unknown = JSON.parse(plain.toString());
    return typeof claims === 'object' && claims !== null ? claims : null;
  } catch {
    return null;
  }
}
