// What each variable must look like, as zod schemas from text to value. Messages complete a sentence that begins with the
// variable's name, and never contain the value.

import { isIP } from 'node:net';
import { z } from 'zod';

import { KeyError, parsePrivateKey, parsePublicKeys } from '@/lib/kit/rsa-keys';
import { Secret } from '@/lib/kit/secret';

// A signing secret shorter than a digest of SHA-256 in base64 is easier to guess than the digest.
const SHORTEST_AUTH_SECRET = 32;
const SHORTEST_METRICS_TOKEN = 16;
const SHORTEST_CLOCK_SECRET = 16;
const LONGEST_MERCHANT_NAME = 256; // Alipay's limit on merchantName
const LONGEST_MERCHANT_ID = 32; // Alipay's limit on referenceMerchantId

export const text = z.string().min(1, 'is empty');

export const mode = z.enum(['demo', 'test', 'live'], { error: 'must be demo, test or live' });

export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number between 1 and 65535')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, 'must be a port number between 1 and 65535');

export const flag = z.enum(['0', '1'], { error: 'must be 1 or 0' }).transform((value) => value === '1');

/** Splits at commas and drops what is empty. */
function listOf(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

/** localhost, anything below it, 127.0.0.0/8 and ::1, as a URL's hostname writes them. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function originProblem(url: URL | null): string | null {
  if (!url || !['http:', 'https:'].includes(url.protocol))
    return 'must be an address that begins with http:// or https://';
  if (url.username || url.password) return 'must not contain a user name or password';
  if (url.pathname !== '/' || url.search || url.hash) return 'must have no path: scheme, host and port only';
  return null;
}

/** Scheme, host and port, without a path. */
export const origin = z.string().transform((value, context) => {
  const url = parseUrl(value);
  const problem = originProblem(url);
  if (problem === null && url) return url;
  context.addIssue(problem ?? 'is not an address');
  return z.NEVER;
});

export const origins = z.string().transform((value, context) => {
  const urls = listOf(value).map(parseUrl);
  const problem = urls.map(originProblem).find((found) => found !== null);
  if (problem) {
    context.addIssue(`holds an entry that ${problem}`);
    return z.NEVER;
  }
  return urls.flatMap((url) => (url ? [url.origin] : []));
});

function secretUrl(protocols: readonly string[], problem: string) {
  return z
    .string()
    .refine((value) => protocols.includes(parseUrl(value)?.protocol ?? ''), problem)
    .transform((value) => new Secret(value));
}

export const postgresUrl = secretUrl(
  ['postgres:', 'postgresql:'],
  'must look like postgres://user:password@host:port/database',
);

export const smtpUrl = secretUrl(['smtp:', 'smtps:'], 'must look like smtps://user:password@host:port');

function longSecret(shortest: number) {
  return z
    .string()
    .min(shortest, `must have at least ${shortest} characters`)
    .transform((value) => new Secret(value));
}

export const authSecret = longSecret(SHORTEST_AUTH_SECRET);
export const metricsToken = longSecret(SHORTEST_METRICS_TOKEN);
export const clockSecret = longSecret(SHORTEST_CLOCK_SECRET);

/** An entry whose bytes do not show when the list is printed or serialised. */
function keyEntry(id: string, bytes: Buffer): { id: string; key: Buffer } {
  const entry = { id, key: bytes };
  Object.defineProperty(entry, 'key', { value: bytes, enumerable: false });
  return entry;
}

export const tokenEncryptionKeys = z.string().transform((value, context) => {
  const keys = listOf(value).map((part) => {
    const [, id, encoded] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]{43}=?)$/.exec(part) ?? [];
    return id && encoded ? keyEntry(id, Buffer.from(encoded, 'base64')) : null;
  });
  const whole = keys.filter((key) => key !== null && key.key.length === 32).map((key) => key!);
  if (whole.length === 0 || whole.length < keys.length) {
    context.addIssue('must be id:base64-of-32-bytes, several separated by commas');
  } else if (new Set(whole.map((key) => key.id)).size < whole.length) {
    context.addIssue('uses one id for two keys');
  } else {
    return whole;
  }
  return z.NEVER;
});

/** Reads the value for its problem only: whoever uses the key reads it again. */
function readableKey(read: (value: string) => unknown) {
  return z
    .string()
    .superRefine((value, context) => {
      try {
        read(value);
      } catch (error) {
        if (!(error instanceof KeyError)) throw error;
        context.addIssue(`cannot be used: ${error.message}`);
      }
    })
    .transform((value) => new Secret(value));
}

export const rsaPrivateKey = readableKey(parsePrivateKey);
export const rsaPublicKeys = readableKey(parsePublicKeys);

export const clientId = z.string().regex(/^[A-Za-z0-9_-]{4,64}$/, 'must be letters, digits, "_" or "-"');
export const keyVersion = z.string().regex(/^[\w.-]{1,16}$/, 'must be a short version such as 1');
export const merchantName = z
  .string()
  .max(LONGEST_MERCHANT_NAME, `must have at most ${LONGEST_MERCHANT_NAME} characters`);
export const merchantId = z.string().max(LONGEST_MERCHANT_ID, `must have at most ${LONGEST_MERCHANT_ID} characters`);
export const mcc = z.string().regex(/^\d{4}$/, 'must be a merchant category code of four digits');
export const region = z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters');
export const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters');

export const wallets = z
  .string()
  .transform(listOf)
  .refine(
    (codes) => codes.length > 0 && codes.every((code) => /^[A-Z0-9_]{2,32}$/.test(code)),
    'must be wallet codes such as GCASH, separated by commas',
  );

function isAddressRange(value: string): boolean {
  const [address = '', bits, more] = value.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

export const addressRanges = z
  .string()
  .transform(listOf)
  .refine(
    (ranges) => ranges.every(isAddressRange),
    'must be addresses or ranges such as 10.0.0.0/8, separated by commas',
  );
