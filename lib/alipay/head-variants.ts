/**
 * What commonly differs in the head of the string to sign (path, client id, time) between the program that signs and the one that
 * verifies: each variant is a text that may have been signed instead of the one at hand.
 *
 * Wire: protocol 1.3 and 2.3. Does not know: signatures, and whether a variant explains anything.
 */
export type PathChange =
  | 'as_received'
  | 'as_told'
  | 'query_removed'
  | 'received_query_added'
  | 'slash_removed'
  | 'slash_added'
  | 'sandbox_removed'
  | 'sandbox_added'
  | 'host_removed'
  | 'host_added'
  | 'documented_short'
  | 'prefix_removed'
  | 'other_address'
  | 'percent_decoded'
  | 'slashes_merged'
  | 'trimmed'
  | 'crlf_after_path';

export type TimeChange =
  | 'other_header'
  | 'trimmed'
  | 'plus_restored'
  | 'iso_utc'
  | 'iso_utc_ms'
  | 'iso_gmt8'
  | 'epoch_ms'
  | 'epoch_s'
  | 'left_out';

export type ClientChange = 'ours' | 'trimmed' | 'upper_case' | 'lower_case' | 'sandbox_removed' | 'sandbox_added';

export interface Variant<Change> {
  /** Null for the text as it is. */
  readonly change: Change | null;
  readonly text: string;
}

export interface PathFacts {
  /** What should have been signed. */
  readonly path: string;
  /** What the request line said, where it is known: behind a proxy it may be another. */
  readonly receivedPath: string | null;
  /** The paths that Alipay was told for what it sends; empty where it is us who ask. */
  readonly toldPaths: readonly string[];
  /** Of either side, for signers that take the whole address for the path. */
  readonly hosts: readonly string[];
}

const SANDBOX = '/ams/sandbox/api/';
const PRODUCTION = '/ams/api/';

const APIS = [
  'authorizations/consult',
  'authorizations/applyToken',
  'authorizations/revoke',
  'payments/pay',
  'payments/inquiryPayment',
  'payments/cancel',
  'payments/refund',
  'payments/inquiryRefund',
] as const;

/** A proxy serves an app under one name or two; deeper prefixes are not guessed. */
const PREFIX_SEGMENTS_MAX = 3;

export function pathVariants(facts: PathFacts): Variant<PathChange>[] {
  const { path, receivedPath, toldPaths, hosts } = facts;
  const bare = path.split('?')[0] ?? '';
  const query = path.slice(bare.length);
  const hostless = path.replace(/^https?:\/\/[^/]+/i, '');
  const receivedQuery = /\?.*$/s.exec(receivedPath ?? '')?.[0] ?? '';
  const apiRoot = path.includes(SANDBOX) ? SANDBOX : PRODUCTION;
  const variants: Variant<PathChange>[] = [
    { change: null, text: path },
    { change: 'as_received', text: receivedPath ?? path },
    { change: 'query_removed', text: bare },
    { change: 'received_query_added', text: query === '' ? path + receivedQuery : path },
    { change: 'slash_removed', text: bare.replace(/\/$/, '') + query },
    { change: 'slash_added', text: bare.endsWith('/') ? path : `${bare}/${query}` },
    { change: 'sandbox_removed', text: path.replace(SANDBOX, PRODUCTION) },
    { change: 'sandbox_added', text: path.includes(SANDBOX) ? path : path.replace(PRODUCTION, SANDBOX) },
    { change: 'host_removed', text: hostless },
    { change: 'trimmed', text: path.trim() },
    ...shortForms(path).map((text) => ({ change: 'documented_short', text }) as const),
    ...withoutPrefix(path).map((text) => ({ change: 'prefix_removed', text }) as const),
    ...toldPaths.map((text) => ({ change: toldPaths.includes(path) ? 'other_address' : 'as_told', text }) as const),
    ...(hostless.startsWith('/ams/') ? APIS : []).map(
      (api) => ({ change: 'other_address', text: `${apiRoot}v1/${api}` }) as const,
    ),
    { change: 'percent_decoded', text: percentDecoded(path) },
    { change: 'slashes_merged', text: bare.replaceAll(/\/{2,}/g, '/') + query },
    { change: 'crlf_after_path', text: `${path}\r` },
    ...(hostless === path ? hosts : []).flatMap((host) => [
      { change: 'host_added', text: `https://${host}${path}` } as const,
      { change: 'host_added', text: `http://${host}${path}` } as const,
      { change: 'host_added', text: `${host}${path}` } as const,
    ]),
  ];
  return distinct(variants);
}

/** The docs write `POST /v1/payments/pay`, and some sign just that. */
function shortForms(path: string): string[] {
  const api = /^\/ams\/(?:sandbox\/)?(api\/(v1\/.*))$/s.exec(path);
  return api === null ? [] : [`/${api[2]}`, `/${api[1]}`];
}

function withoutPrefix(path: string): string[] {
  const segments = path.split('/');
  const cuts = Math.min(PREFIX_SEGMENTS_MAX, segments.length - 2);
  return Array.from({ length: Math.max(0, cuts) }, (_, cut) => `/${segments.slice(cut + 2).join('/')}`);
}

function percentDecoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export interface TimeFacts {
  readonly time: string;
  /** Times that other headers of the same exchange give: Request-Time beside Response-Time. */
  readonly otherTimes: readonly string[];
}

const SECOND_MS = 1_000;
const GMT8_MS = 8 * 60 * 60 * SECOND_MS;

export function timeVariants({ time, otherTimes }: TimeFacts): Variant<TimeChange>[] {
  const variants: Variant<TimeChange>[] = [
    { change: null, text: time },
    { change: 'trimmed', text: time.trim() },
    { change: 'plus_restored', text: time.replace(/(\d) (\d{2}:?\d{2})$/, '$1+$2') },
    ...otherTimes.map((text) => ({ change: 'other_header', text }) as const),
    ...[time, ...otherTimes].flatMap(spellings),
    { change: 'left_out', text: '' },
  ];
  return distinct(variants);
}

/** The moment in the spellings that SDKs send. */
function spellings(time: string): Variant<TimeChange>[] {
  const atMs = momentOf(time.trim());
  if (atMs === null) return [];
  const utc = new Date(atMs).toISOString();
  return [
    { change: 'iso_utc', text: utc.replace(/\.\d{3}Z$/, 'Z') },
    { change: 'iso_utc_ms', text: utc },
    { change: 'iso_utc', text: utc.replace(/\.\d{3}Z$/, '+00:00') },
    { change: 'iso_gmt8', text: new Date(atMs + GMT8_MS).toISOString().replace(/\.\d{3}Z$/, '+08:00') },
    { change: 'iso_gmt8', text: new Date(atMs + GMT8_MS).toISOString().replace(/Z$/, '+08:00') },
    { change: 'epoch_ms', text: String(atMs) },
    { change: 'epoch_s', text: String(Math.floor(atMs / SECOND_MS)) },
  ];
}

/** Far enough for any clock, and still a time that can be written with four digits of year. */
const MOMENT_MAX_MS = Date.UTC(9990, 0);

function momentOf(time: string): number | null {
  const atMs = /^\d{13}$/.test(time)
    ? Number(time)
    : /^\d{10}$/.test(time)
      ? Number(time) * SECOND_MS
      : /^\d{4}-\d{2}-\d{2}T/.test(time)
        ? Date.parse(time)
        : Number.NaN;
  return atMs >= 0 && atMs < MOMENT_MAX_MS ? atMs : null;
}

export function clientVariants(facts: { readonly clientId: string; readonly ours: string }): Variant<ClientChange>[] {
  const { clientId, ours } = facts;
  return distinct([
    { change: null, text: clientId },
    { change: 'ours', text: ours },
    { change: 'trimmed', text: clientId.trim() },
    { change: 'sandbox_removed', text: clientId.replace(/^SANDBOX_/, '') },
    { change: 'sandbox_added', text: clientId.startsWith('SANDBOX_') ? clientId : `SANDBOX_${clientId}` },
    { change: 'upper_case', text: clientId.toUpperCase() },
    { change: 'lower_case', text: clientId.toLowerCase() },
  ]);
}

/** One variant per text: the first that gives it names it. */
function distinct<Change>(variants: readonly Variant<Change>[]): Variant<Change>[] {
  const seen = new Map<string, Variant<Change>>();
  for (const variant of variants) if (!seen.has(variant.text)) seen.set(variant.text, variant);
  return [...seen.values()];
}
