/**
 * One name for one site. On this machine `localhost` and `127.0.0.1` lead to the same server, but cookies and the check of
 * `Origin` belong to a name: a page opened under the other one moves to the name in APP_URL.
 */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Where a page asked for under another loopback name lies, or null when it is asked for under its own. */
export function underOwnName(
  request: { readonly method?: string; readonly url?: string; readonly headers: { readonly host?: string } },
  appUrl: URL,
): string | null {
  const { host } = request.headers;
  const path = request.url ?? '/';
  if (request.method !== 'GET' || !host || host === appUrl.host) return null;
  if (!path.startsWith('/') || path.startsWith('//') || path.startsWith('/api/')) return null;
  const asked = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
  return LOOPBACK.has(asked) && LOOPBACK.has(appUrl.hostname) ? appUrl.origin + path : null;
}
