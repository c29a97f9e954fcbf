/**
 * Where a person may be sent on to: only a path of ours. Everything a link or a form brings along goes through here.
 */

/** Set by proxy.ts on every request for a page: its path and query. */
export const PATH_HEADER = 'x-mandate-path';

/** The text itself when it is a path of this site, else `instead`. */
export function ownPath(text: string | null | undefined, instead = '/'): string {
  if (!text || !text.startsWith('/') || text.startsWith('//')) return instead;
  // Browsers read a backslash as a slash and skip tabs and line breaks, so "/\evil.example" would leave the site.
  if ([...text].some((sign) => sign <= ' ' || sign === '\\' || sign === '\u007f')) return instead;
  const base = 'http://own.invalid';
  const url = URL.canParse(text, base) ? new URL(text, base) : null;
  // "/x/..//evil.example" becomes "//evil.example" once its dots are resolved.
  if (url?.origin !== base || url.pathname.startsWith('//')) return instead;
  return url.pathname + url.search + url.hash;
}

/** The sign-in page that leads back to a path afterwards. */
export function signInPath(next: string): string {
  return `/sign-in?next=${encodeURIComponent(ownPath(next))}`;
}
