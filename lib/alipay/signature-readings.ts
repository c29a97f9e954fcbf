/**
 * The bytes that a `Signature` header may have meant: first as our own parser reads it, then with what proxies and home-made signers
 * do to its encoding undone. Used only to explain a signature that was not accepted, never to accept one.
 *
 * Wire: protocol 2.4. Does not know: keys, and what was signed.
 */
import { parseSignatureHeader } from '@/lib/alipay/signature';

export type EncodingChange =
  | 'percent_encoded_twice'
  | 'blanks_for_plus'
  | 'base64url'
  | 'padding_missing'
  | 'broken_lines'
  | 'quoted'
  | 'hexadecimal'
  | 'header_percent_encoded'
  | 'bare_value'
  | 'other_algorithm_named'
  | 'items_misspelt';

export interface SignatureReading {
  /** Null when the header is written as it should be. */
  readonly encoding: EncodingChange | null;
  readonly keyVersion: string | null;
  readonly bytes: Buffer;
}

/** As in the parser: anything longer is no signature. */
const HEADER_LENGTH_MAX = 4096;

/** Every reading once, the right one first. Empty when no bytes can be read from it in any known way. */
export function readSignature(text: string): SignatureReading[] {
  if (text.length > HEADER_LENGTH_MAX) return [];
  const right = parseSignatureHeader(text);
  const readings: SignatureReading[] =
    right === null ? [] : [{ encoding: null, keyVersion: right.keyVersion, bytes: right.signature }];
  readings.push(...looseReadings(text, null));
  const decoded = percentDecoded(text);
  if (decoded !== null && decoded !== text) readings.push(...looseReadings(decoded, 'header_percent_encoded'));
  const seen = new Set<string>();
  return readings.filter(({ bytes }) => {
    const key = bytes.toString('base64');
    return bytes.length > 0 && !seen.has(key) && seen.add(key);
  });
}

function looseReadings(text: string, whole: EncodingChange | null): SignatureReading[] {
  const items = looseItems(text);
  const value = items.get('signature') ?? (/[,=][^=]/.test(text) ? null : text.trim());
  if (value === null) return [];
  const keyVersion = items.get('keyversion') || null;
  return valueReadings(value).map(({ encoding, bytes }) => ({
    encoding: whole ?? encoding ?? headerFault(items, text),
    keyVersion,
    bytes,
  }));
}

/** Why our parser refuses a header whose value is written well. */
function headerFault(items: ReadonlyMap<string, string>, text: string): EncodingChange {
  if (!items.has('signature')) return 'bare_value';
  const algorithm = items.get('algorithm');
  return algorithm !== undefined && algorithm !== 'RSA256' && parseSignatureHeader(withRightAlgorithm(text)) !== null
    ? 'other_algorithm_named'
    : 'items_misspelt';
}

const withRightAlgorithm = (text: string) => text.replace(/(algorithm\s*=\s*)[^,]*/i, '$1RSA256');

/** Items by their name in small letters, the first of each. */
function looseItems(text: string): Map<string, string> {
  const items = new Map<string, string>();
  for (const item of text.split(/[,;]/)) {
    const equals = item.indexOf('=');
    const name = item.slice(0, Math.max(0, equals)).trim().toLowerCase();
    if (name !== '' && !items.has(name)) items.set(name, item.slice(equals + 1).trim());
  }
  return items;
}

function valueReadings(value: string): { encoding: EncodingChange | null; bytes: Buffer }[] {
  const once = percentDecoded(value) ?? value;
  const twice = percentDecoded(once) ?? once;
  const unquoted = once.replaceAll(/^["']+|["']+$/g, '');
  const ways: [EncodingChange | null, Buffer | null][] = [
    [null, canonicalBase64(once)],
    ['percent_encoded_twice', canonicalBase64(twice)],
    ['blanks_for_plus', canonicalBase64(once.replaceAll(' ', '+'))],
    ['base64url', canonicalBase64(padded(once.replaceAll('-', '+').replaceAll('_', '/')))],
    ['padding_missing', canonicalBase64(padded(once))],
    ['quoted', canonicalBase64(unquoted)],
    ['broken_lines', canonicalBase64(once.replaceAll(/\s|\\r|\\n/g, ''))],
    ['hexadecimal', /^(?:[0-9a-f]{2}){64,}$/i.test(unquoted) ? Buffer.from(unquoted, 'hex') : null],
  ];
  return ways.flatMap(([encoding, bytes]) => (bytes === null ? [] : [{ encoding: fitting(encoding, once), bytes }]));
}

/** A way that needs only the padding is named so. */
function fitting(encoding: EncodingChange | null, once: string): EncodingChange | null {
  return encoding === 'base64url' && !/[-_]/.test(once) ? 'padding_missing' : encoding;
}

const padded = (text: string) => text.replace(/=+$/, '').padEnd(Math.ceil(text.replace(/=+$/, '').length / 4) * 4, '=');

/** Null unless it is the one canonical base64 of its bytes. */
function canonicalBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes : null;
}

function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
