/**
 * Where a request truly comes from. The server in front of Next.js answers it from the socket and hands it on in a header
 * of our own, after removing whatever the client claimed. A proxy's word counts only when the proxy is trusted.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Set by our server on every request, never taken from outside. */
export const ADDRESS_HEADER = 'x-mandate-address';

/** Set by our server when a request came with forwarding headers, whoever wrote them; never taken from outside. */
export const FORWARDED_HEADER = 'x-mandate-forwarded';

const FORWARDING_HEADERS = /^(?:forwarded|x-forwarded-.*|x-real-ip)$/i;

/** Headers that a client could use to pretend; the server drops them unless the peer is a trusted proxy. */
export function isForwardingHeader(name: string): boolean {
  return FORWARDING_HEADERS.test(name);
}

export interface TrustedProxies {
  has(address: string): boolean;
}

/** @param ranges addresses or CIDR ranges, as checked by the environment */
export function trustedProxies(ranges: readonly string[]): TrustedProxies {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return { has: (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') };
}

/**
 * The right-most address that is no trusted proxy: each proxy appends the peer it saw, so everything further left is the
 * client's own claim.
 */
export function trueAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  proxies: TrustedProxies,
): string | null {
  let address = plain(peer ?? '');
  if (address === null) return null;
  const claimed = (forwardedFor ?? '').split(',').map((part) => plain(part.trim()));
  while (proxies.has(address) && claimed.length > 0) {
    const earlier = claimed.pop();
    // What a trusted proxy wrote down must be an address; anything else ends the chain at the proxy itself.
    if (!earlier) break;
    address = earlier;
  }
  return address;
}

export interface AddressTaken {
  /** The peer of the connection, in one form. */
  readonly peer: string | null;
  /** Forwarding headers came from a peer that is no trusted proxy, and were dropped. */
  readonly claimsDropped: boolean;
}

/** Removes what the client claims about its address, then says what the socket knows. */
export function takeAddress(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  proxies: TrustedProxies,
): AddressTaken {
  const peer = request.socket.remoteAddress;
  const forwardedFor = request.headers['x-forwarded-for'];
  const claimed = Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor;
  const address = trueAddress(peer, claimed, proxies);
  const plainPeer = plain(peer ?? '');
  const forwarding = Object.keys(request.headers).filter(isForwardingHeader);
  const claimsDropped = forwarding.length > 0 && (plainPeer === null || !proxies.has(plainPeer));
  if (claimsDropped) for (const name of forwarding) delete request.headers[name];
  delete request.headers[ADDRESS_HEADER];
  delete request.headers[FORWARDED_HEADER];
  if (address !== null) request.headers[ADDRESS_HEADER] = address;
  // Said apart, because the framework writes forwarding headers of its own before a handler sees the request.
  if (forwarding.length > 0) request.headers[FORWARDED_HEADER] = '1';
  return { peer: plainPeer, claimsDropped };
}

/**
 * Whether a request was made on this very machine by this very machine. A proxy beside us connects from here as well, on
 * behalf of the whole world, which shows only in the headers it adds.
 */
export function isFromHere(headers: Headers): boolean {
  return isLoopback(headers.get(ADDRESS_HEADER)) && !headers.has(FORWARDED_HEADER);
}

/** Says once per process that a proxy beside us is not believed, so that everybody seems to come from this machine. */
export function warnOfUnknownProxy(warn: (sentence: string) => void): (taken: AddressTaken) => void {
  let isSaid = false;
  return ({ peer, claimsDropped }) => {
    if (isSaid || !claimsDropped || !isLoopback(peer)) return;
    isSaid = true;
    warn(
      `A proxy on this machine (${peer}) sends forwarding headers that are not believed: all visitors count as one address. If it is yours, name it in TRUSTED_PROXIES.`,
    );
  };
}

/** Whether a connection comes from this very machine. */
export function isLoopback(address: string | null): boolean {
  return address !== null && (address === '::1' || address.startsWith('127.'));
}

/** IPv4 inside IPv6 is written as IPv4, ports and brackets are dropped; null when it is no address. */
function plain(text: string): string | null {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.split(':')[0]! : text);
  const address = bare.replace(/^::ffff:(?=\d+\.)/i, '').split('%')[0]!;
  return isIP(address) === 0 ? null : address;
}
