/**
 * Ties an attempt to the browser that began it: the browser keeps a random value in a cookie, we keep its hash.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

/** `__Host-` binds a cookie to this very host, and needs https; the plain name serves http on loopback. */
export function browserCookieName(appUrl: string): string {
  return appUrl.startsWith('https:') ? '__Host-mandate-link' : 'mandate-link';
}

/** Of the browser that consented to a link session: its own cookie, since nobody signed in there, or somebody else did. */
export function linkSessionCookieName(appUrl: string): string {
  return appUrl.startsWith('https:') ? '__Host-mandate-link-session' : 'mandate-link-session';
}

export function hashBrowser(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

export function isSameBrowser(browserHash: string, secret: string | null): boolean {
  if (!secret) return false;
  const given = Buffer.from(hashBrowser(secret));
  const kept = Buffer.from(browserHash);
  return given.length === kept.length && timingSafeEqual(given, kept);
}
