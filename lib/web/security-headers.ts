/**
 * The headers that tell a browser what a page of ours may do. Pages get them from proxy.ts, everything under /api/ from
 * the doorframe, transport security from the server itself.
 */

/** A year, for this host alone: what a merchant's other hosts do is not ours to decide. */
export const TRANSPORT_SECURITY = 'max-age=31536000';

const NOTHING_OF_THE_DEVICE = 'camera=(), microphone=(), geolocation=(), payment=(), usb=()';

/**
 * Addresses that hold a secret and whose pages post no form: a return with its code, the first page of a link session with its
 * token. They must not travel on in a Referer.
 */
const SECRET_ADDRESS = /^\/(wallets\/return|link\/[^/]+)$/;

export interface PagePolicy {
  readonly nonce: string;
  readonly path: string;
  /** Hot reload evaluates code, adds styles without a nonce and speaks over a web socket. */
  readonly development: boolean;
}

export function contentSecurityPolicy({ nonce, development }: Omit<PagePolicy, 'path'>): string {
  const script = `'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`;
  // A nonce beside 'unsafe-inline' would switch the latter off.
  const style = development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src ${script}`,
    `style-src ${style}`,
    `connect-src 'self'${development ? ' ws: wss:' : ''}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ');
}

export function pageHeaders(policy: PagePolicy): Record<string, string> {
  return {
    ...everywhere,
    'content-security-policy': contentSecurityPolicy(policy),
    // With `no-referrer` a browser sends `Origin: null` along with forms, which our doors refuse.
    'referrer-policy': SECRET_ADDRESS.test(policy.path) ? 'no-referrer' : 'same-origin',
  };
}

const everywhere = {
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': NOTHING_OF_THE_DEVICE,
};

/** What an answer under /api/ carries: it is data or a small sentence, and never loads anything. */
export const DOOR_HEADERS: Readonly<Record<string, string>> = {
  ...everywhere,
  'referrer-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'cache-control': 'no-store',
};
