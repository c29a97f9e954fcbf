/**
 * Which addresses events may be sent to: the public internet, and in a demo this machine as well. What lies inside the
 * merchant's own network is not for somebody who can name an address to reach.
 *
 * Pure: it judges addresses, never names. A name is resolved when connecting, and what it resolves to is judged then.
 */
import { isIPv4, isIPv6 } from 'node:net';

export type AddressKind = 'public' | 'loopback' | 'private';

/** Not of the public internet, as IANA's registries of special addresses have them: [network, length of its prefix]. */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Below 2000::/3, which alone is public: protocol assignments (with Teredo and ORCHID), documentation, 6to4. */
const PRIVATE_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** @param address as the resolver or a URL's host gives it, without brackets; anything else is private */
export function kindOfAddress(address: string): AddressKind {
  if (isIPv4(address)) return kindOfV4(v4Bits(address));
  // A zone names an interface of this machine.
  if (!isIPv6(address) || address.includes('%')) return 'private';
  const bits = v6Bits(address);
  const embedded = embeddedV4(bits);
  if (embedded !== null) return kindOfV4(embedded);
  if (bits === 1n) return 'loopback';
  const isGlobal = bits >> 125n === 1n;
  return isGlobal && !PRIVATE_V6.some(([network, length]) => isWithin(bits, v6Bits(network), length, 128))
    ? 'public'
    : 'private';
}

function kindOfV4(bits: bigint): AddressKind {
  if (isWithin(bits, v4Bits('127.0.0.0'), 8, 32)) return 'loopback';
  return PRIVATE_V4.some(([network, length]) => isWithin(bits, v4Bits(network), length, 32)) ? 'private' : 'public';
}

/** What a mapped (::ffff:0:0/96) or translated (64:ff9b::/96) address reaches in the end. */
function embeddedV4(bits: bigint): bigint | null {
  const isEmbedded = ['::ffff:0:0', '64:ff9b::'].some((network) => isWithin(bits, v6Bits(network), 96, 128));
  return isEmbedded ? bits & 0xffffffffn : null;
}

function isWithin(bits: bigint, network: bigint, length: number, width: number): boolean {
  const shift = BigInt(width - length);
  return bits >> shift === network >> shift;
}

function v4Bits(address: string): bigint {
  return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function v6Bits(address: string): bigint {
  const [head = '', tail] = address.split('::');
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array<bigint>(8 - left.length - right.length).fill(0n);
  return [...left, ...zeros, ...right].reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** Sixteen bits each; an IPv4 address may stand for the last two. */
function groupsOf(text: string): bigint[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)];
    const bits = v4Bits(group);
    return [bits >> 16n, bits & 0xffffn];
  });
}

export type UrlProblem = 'not_an_address' | 'not_https' | 'has_password' | 'not_public';

export type JudgedUrl =
  { readonly kind: 'allowed'; readonly url: URL } | { readonly kind: 'refused'; readonly why: UrlProblem };

/** In a demo receivers are on this machine, and have no certificate. */
export function judgeUrl(text: string, mode: 'demo' | 'test' | 'live'): JudgedUrl {
  if (!URL.canParse(text)) return { kind: 'refused', why: 'not_an_address' };
  const url = new URL(text);
  const protocols = mode === 'demo' ? ['https:', 'http:'] : ['https:'];
  if (!protocols.includes(url.protocol)) return { kind: 'refused', why: 'not_https' };
  if (url.username !== '' || url.password !== '') return { kind: 'refused', why: 'has_password' };
  url.hash = '';
  const kind = kindOfHost(url);
  if (kind !== null && !mayReach(kind, mode)) return { kind: 'refused', why: 'not_public' };
  return { kind: 'allowed', url };
}

export function mayReach(kind: AddressKind, mode: 'demo' | 'test' | 'live'): boolean {
  return kind === 'public' || (kind === 'loopback' && mode === 'demo');
}

/** Null for a name, but for those that mean this machine everywhere. The URL has made every way to write a number one. */
export function kindOfHost({ hostname }: URL): AddressKind | null {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isIPv4(host) || isIPv6(host)) return kindOfAddress(host);
  return host === 'localhost' || host.endsWith('.localhost') ? 'loopback' : null;
}
