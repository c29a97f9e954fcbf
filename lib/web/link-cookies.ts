/**
 * The cookies of linking: which browser began an attempt, which browser consented to a link session, and, in a browser that
 * brought a code for somebody else's attempt, which attempt that was.
 */
import { newSecretText } from '@/lib/kit/ids';
import { browserCookieName, linkSessionCookieName } from '@/lib/wallets/browser';
import { readCookie } from './cookies';

/** A day outlives every attempt; the next one renews it. */
const BROWSER_COOKIE_S = 86_400;
/** As long as the question "Is this you?" may stand. */
const ELSEWHERE_COOKIE_S = 900;
/** A state is 43 letters, with a short number behind it for a retry. */
const STATE_FORM = /^[A-Za-z0-9_-]{43,60}$/;

/** Whether a text can be a state of ours; anything else is nobody's and is not looked up. */
export function isAuthState(text: string): boolean {
  return STATE_FORM.test(text);
}

/** `__Host-` binds a cookie to this very host, and needs https; the plain name serves http on loopback. */
function elsewhereCookieName(appUrl: string): string {
  return appUrl.startsWith('https:') ? '__Host-mandate-elsewhere' : 'mandate-elsewhere';
}

export function browserSecretOf(request: { headers: Headers }, appUrl: string): string | null {
  return readCookie(request.headers.get('cookie'), browserCookieName(appUrl)) ?? null;
}

/** This browser's secret, new when it has none, and the header that keeps it. */
export function keepBrowserSecret(request: Request, appUrl: string): { secret: string; setCookie: string } {
  const known = browserSecretOf(request, appUrl);
  const secret = known && STATE_FORM.test(known) ? known : newSecretText();
  return { secret, setCookie: cookie(browserCookieName(appUrl), secret, BROWSER_COOKIE_S, appUrl) };
}

export function linkSecretOf(headers: Headers, appUrl: string): string | null {
  return readCookie(headers.get('cookie'), linkSessionCookieName(appUrl)) ?? null;
}

/**
 * The secret of this browser's link sessions, and the header that keeps it: the one it has, else the one that the consent page
 * brought along. So the second of two clicks, which leaves before the first one's answer has come, is the same browser.
 */
export function keepLinkSecret(
  request: Request,
  appUrl: string,
  brought: string,
): { secret: string; setCookie: string } {
  const secret = [linkSecretOf(request.headers, appUrl), brought].find((one) => one !== null && STATE_FORM.test(one));
  const kept = secret ?? newSecretText();
  return { secret: kept, setCookie: cookie(linkSessionCookieName(appUrl), kept, BROWSER_COOKIE_S, appUrl) };
}

export function keepElsewhere(authState: string, appUrl: string): string {
  return cookie(elsewhereCookieName(appUrl), authState, ELSEWHERE_COOKIE_S, appUrl);
}

export function elsewhereStateOf(cookieHeader: string | null, appUrl: string): string | null {
  const value = readCookie(cookieHeader, elsewhereCookieName(appUrl));
  return value && isAuthState(value) ? value : null;
}

function cookie(name: string, value: string, maxAgeS: number, appUrl: string): string {
  const secure = appUrl.startsWith('https:') ? '; Secure' : '';
  // Lax: the wallet's redirect is a top-level navigation from another site and must bring it along.
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}${secure}`;
}
