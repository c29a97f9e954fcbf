/**
 * Where a link session leads back to: a page of the merchant's own, at an origin that is allowed. Pure and safe in the
 * browser; which origins are allowed is the verb's business.
 */

/** What every browser and proxy on the way takes. */
const LENGTH_MAX = 2_000;

/** The one thing that is told on the way back. It says nothing by itself; the session is asked for. */
const PARAMETER = 'linkSession';

/** Why a text is no address to return to, for whoever sent it; null when it is one. */
export function returnAddressProblem(text: string): string | null {
  if (text.length > LENGTH_MAX) return `at most ${LENGTH_MAX} characters`;
  if (!/^https?:\/\//i.test(text)) return 'an absolute address that begins with https:// or http://';
  // Browsers skip or rewrite these, so that the address they go to would not be the one that was checked.
  if ([...text].some((sign) => sign <= ' ' || sign === '\\' || sign === '\u007f')) {
    return 'no spaces, backslashes or control characters; encode them';
  }
  if (!URL.canParse(text)) return 'not an address';
  const { username, password } = new URL(text);
  if (username !== '' || password !== '') return 'no user name and no password';
  if (text.includes('#')) return 'no fragment';
  return null;
}

export interface ReturnRule {
  readonly mode: 'demo' | 'test' | 'live';
  readonly origins: readonly string[] | null;
}

/** localhost, anything below it, 127.0.0.0/8 and ::1, as a URL's hostname writes them. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a session may return to an address of the right form. */
export function mayReturnTo(address: string, { mode, origins }: ReturnRule): boolean {
  const { origin, protocol, hostname } = new URL(address);
  if (mode === 'live' && protocol !== 'https:') return false;
  if (mode === 'demo' && LOOPBACK.test(hostname)) return true;
  return origins?.includes(origin) ?? false;
}

/** The address with the session's id; the rest of its query stays letter for letter. */
export function returnAddress(returnUrl: string, linkSessionId: string): string {
  const url = new URL(returnUrl);
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !new URLSearchParams(part).has(PARAMETER));
  url.search = [...kept, `${PARAMETER}=${linkSessionId}`].join('&');
  return url.href;
}
