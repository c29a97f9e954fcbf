/**
 * The client against messages signed by others: the three of protocol 2.6, and those of the openssl command (make.mjs).
 * Each is read as it stands in the data, and each change of one byte must be refused.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { keyForVersion } from '@/lib/alipay/keys';
import { parsePrivateKey, parsePublicKeys } from '@/lib/kit/rsa-keys';
import {
  parseSignatureHeader,
  signRequest,
  stringToSign,
  verifySignature,
  type SignedParts,
} from '@/lib/alipay/signature';

interface Signed {
  readonly name: string;
  readonly key: string;
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly bodyBytes: number;
  readonly stringToSignSha256: string;
  /** Null when the header names none. */
  readonly keyVersion: string | null;
  /** Base64. */
  readonly signature: string;
  readonly signatureHeader: string;
}

type Keys = Record<string, { readonly privateKey: string; readonly publicKey: string }>;

/** A long body is changed at its ends and at so many places between. */
const BODY_CHANGES_MAX = 400;

const read = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));

function documented(name: string): Signed {
  const { signedBy, headers, ...rest } = read(name);
  const signature = decodeURIComponent(String(headers.Signature).replace(/^.*signature=/, ''));
  return { ...rest, key: signedBy, keyVersion: '1', signature, signatureHeader: headers.Signature };
}

const made: { keys: Keys; cases: Signed[] } = read('openssl');
const keys: Keys = { ...made.keys, ...read('keys') };
const messages = [...['request', 'response', 'notification'].map(documented), ...made.cases];

const partsOf = (one: Signed): SignedParts => ({
  path: one.path,
  clientId: one.clientId,
  time: one.time,
  body: one.bodyBase64 === undefined ? Buffer.from(one.body ?? '', 'utf8') : Buffer.from(one.bodyBase64, 'base64'),
});

const flipped = (bytes: Uint8Array, index: number) => {
  const changed = Buffer.from(bytes);
  changed[index]! ^= 1;
  return changed;
};

/** Every position, or evenly spread ones when there are too many; the last among them. */
function positions(length: number): number[] {
  const step = Math.max(1, Math.ceil(length / BODY_CHANGES_MAX));
  const chosen = Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step);
  return length > 0 && chosen.at(-1) !== length - 1 ? [...chosen, length - 1] : chosen;
}

function* changesOf(parts: SignedParts): Generator<SignedParts> {
  for (const index of positions(parts.body.byteLength)) yield { ...parts, body: flipped(parts.body, index) };
  for (const part of ['path', 'clientId', 'time'] as const) {
    for (let index = 0; index < parts[part].length; index += 1) {
      yield { ...parts, [part]: flipped(Buffer.from(parts[part], 'latin1'), index).toString('latin1') };
    }
  }
  yield { ...parts, body: Buffer.concat([parts.body, Buffer.from('\n')]) };
  yield { ...parts, body: Buffer.concat([Buffer.from(' '), parts.body]) };
  if (parts.body.byteLength > 0) yield { ...parts, body: parts.body.subarray(1) };
}

let refusedInAll = 0;
afterAll(() => console.log(`The client refused ${refusedInAll} changes of one byte in ${messages.length} messages.`));

describe.each(messages)('$name', (one) => {
  const parts = partsOf(one);
  const key = parsePublicKeys(keys[one.key]!.publicKey).get('1')!;
  const signature = Buffer.from(one.signature, 'base64');

  test('stands for the string that openssl hashed', () => {
    expect(parts.body.byteLength).toBe(one.bodyBytes);
    expect(createHash('sha256').update(stringToSign(parts)).digest('hex')).toBe(one.stringToSignSha256);
  });

  test('its header is read, with the key version or without, and it verifies', () => {
    const header = parseSignatureHeader(one.signatureHeader);
    expect(header).toEqual({ keyVersion: one.keyVersion, signature });
    const version = one.keyVersion ?? '1';
    const held = keyForVersion(parsePublicKeys(`${version}:${keys[one.key]!.publicKey}`), one.keyVersion);
    expect(verifySignature(parts, header!.signature, held!.key)).toBe(true);
  });

  test('is signed again byte for byte', () => {
    const privateKey = parsePrivateKey(keys[one.key]!.privateKey);
    const standard = `algorithm=RSA256,keyVersion=${one.keyVersion ?? '1'},signature=${encodeURIComponent(one.signature)}`;
    expect(signRequest(parts, { privateKey, keyVersion: one.keyVersion ?? '1' })).toBe(standard);
  });

  test('is refused after each change of one byte, and for every other key', () => {
    let refused = 0;
    const refuse = (verified: boolean) => {
      expect(verified).toBe(false);
      refused += 1;
    };
    for (const changed of changesOf(parts)) refuse(verifySignature(changed, signature, key));
    for (let index = 0; index < signature.length; index += 1) {
      refuse(verifySignature(parts, flipped(signature, index), key));
    }
    for (const [name, other] of Object.entries(keys)) {
      if (name === one.key || !('publicKey' in Object(other))) continue;
      refuse(verifySignature(parts, signature, parsePublicKeys(other.publicKey).get('1')!));
    }
    expect(refused).toBeGreaterThan(one.path.length + one.clientId.length + one.time.length + signature.length);
    refusedInAll += refused;
  });

  test('a header with one character of its signature changed is no signature, or a wrong one', () => {
    const begin = one.signatureHeader.indexOf('signature') + 'signature'.length;
    const end = one.signatureHeader.indexOf(',', begin);
    for (let index = begin; index < (end < 0 ? one.signatureHeader.length : end); index += 1) {
      if (/[\s=]/.test(one.signatureHeader[index]!)) continue;
      const text = flipped(Buffer.from(one.signatureHeader, 'latin1'), index).toString('latin1');
      const header = parseSignatureHeader(text);
      if (header !== null) expect(verifySignature(parts, header.signature, key)).toBe(false);
    }
  });
});

test('there are messages of both sides, of three key sizes, and with every awkward body', () => {
  expect(messages.length).toBeGreaterThanOrEqual(45);
  const sizes = new Set(
    messages.map((one) => `${one.key.split('-')[0]} ${Buffer.from(one.signature, 'base64').length * 8}`),
  );
  expect([...sizes].toSorted()).toEqual(
    ['gateway', 'merchant'].flatMap((side) => [2048, 3072, 4096].map((bits) => `${side} ${bits}`)),
  );
});
