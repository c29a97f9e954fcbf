/**
 * Who may touch the controls: this machine alone, and never a page of another site in its browser. Checks the peer's
 * address, the Host header (against names rebound to this machine) and the Origin. It refuses to know what is asked.
 */
import { type IncomingMessage } from 'node:http';

const LOOPBACK_PEERS = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Why this request may not control anything; undefined when it may. */
export function strangeness(request: IncomingMessage): string | undefined {
  if (!LOOPBACK_PEERS.includes(request.socket.remoteAddress ?? '')) return 'The controls answer this machine only.';
  const host = request.headers.host ?? '';
  const own = `http://${host}`;
  if (!URL.canParse(own) || !LOOPBACK_NAMES.includes(new URL(own).hostname)) {
    return 'The controls answer to a loopback name only.';
  }
  const { origin } = request.headers;
  if (origin !== undefined && origin !== own) return 'The controls do not answer pages of other sites.';
  return request.headers['sec-fetch-site'] === 'cross-site' && request.method !== 'GET'
    ? 'The controls do not answer pages of other sites.'
    : undefined;
}
