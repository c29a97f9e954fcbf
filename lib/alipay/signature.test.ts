import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePrivateKey, parsePublicKeys } from '@/lib/kit/rsa-keys';
import {
  formatSignatureHeader,
  parseSignatureHeader,
  signRequest,
  stringToSign,
  verifySignature,
  type SignedParts,
} from '@/lib/alipay/signature';

interface Vector {
  name: string;
  signedBy: 'merchant' | 'gateway';
  path: string;
  clientId: string;
  time: string;
  body: string;
  bodyBytes: number;
  stringToSign: string;
  stringToSignBytes: number;
  stringToSignSha256: string;
  headers: { Signature: string };
}

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../e2e/vectors/${name}.json`, import.meta.url), 'utf8'));
const keys: Record<'merchant' | 'gateway', { privateKey: string; publicKey: string }> = read('keys');
const vectors: Vector[] = ['request', 'response', 'notification'].map(read);

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const publicKey = (text: string) => parsePublicKeys(text).get('1')!;
const partsOf = (vector: Pick<Vector, 'path' | 'clientId' | 'time' | 'body'>): SignedParts => ({
  path: vector.path,
  clientId: vector.clientId,
  time: vector.time,
  body: Buffer.from(vector.body, 'utf8'),
});

describe.each(vectors)('the documented $name', (vector) => {
  const parts = partsOf(vector);
  const key = publicKey(keys[vector.signedBy].publicKey);
  const signature = parseSignatureHeader(vector.headers.Signature)!.signature;

  test('has the documented string to sign, byte for byte', () => {
    const bytes = stringToSign(parts);
    expect(parts.body.byteLength).toBe(vector.bodyBytes);
    expect(bytes.toString('utf8')).toBe(vector.stringToSign);
    expect(bytes.byteLength).toBe(vector.stringToSignBytes);
    expect(sha256(bytes)).toBe(vector.stringToSignSha256);
  });

  test('has the documented signature header, byte for byte', () => {
    const privateKey = parsePrivateKey(keys[vector.signedBy].privateKey);
    expect(signRequest(parts, { privateKey, keyVersion: '1' })).toBe(vector.headers.Signature);
  });

  test('verifies, and each change of one byte is refused', () => {
    expect(verifySignature(parts, signature, key)).toBe(true);
    for (let index = 0; index < parts.body.byteLength; index += 1) {
      const body = Buffer.from(parts.body);
      body[index]! ^= 1;
      expect(verifySignature({ ...parts, body }, signature, key)).toBe(false);
    }
    for (const part of ['path', 'clientId', 'time'] as const) {
      for (let index = 0; index < parts[part].length; index += 1) {
        const bytes = Buffer.from(parts[part], 'latin1');
        bytes[index]! ^= 1;
        expect(verifySignature({ ...parts, [part]: bytes.toString('latin1') }, signature, key)).toBe(false);
      }
    }
    for (let index = 0; index < signature.byteLength; index += 1) {
      const changed = Buffer.from(signature);
      changed[index]! ^= 1;
      expect(verifySignature(parts, changed, key)).toBe(false);
    }
  });

  test('is refused when a byte is added, is missing, or the other side’s key is asked', () => {
    const longer = { ...parts, body: Buffer.concat([parts.body, Buffer.from('\n')]) };
    const shorter = { ...parts, body: parts.body.subarray(1) };
    const other = publicKey(keys[vector.signedBy === 'gateway' ? 'merchant' : 'gateway'].publicKey);
    expect(verifySignature(longer, signature, key)).toBe(false);
    expect(verifySignature(shorter, signature, key)).toBe(false);
    expect(verifySignature(parts, signature.subarray(1), key)).toBe(false);
    expect(verifySignature(parts, Buffer.alloc(0), key)).toBe(false);
    expect(verifySignature(parts, signature, other)).toBe(false);
  });
});

describe('the signature header', () => {
  const signature = Buffer.from([0xfb, 0xff, 0xbe, 1]); // base64 "+/++AQ==": every awkward character

  test('is written with the signature third and percent-encoded', () => {
    const text = formatSignatureHeader({ keyVersion: '2', signature });
    expect(text).toBe('algorithm=RSA256,keyVersion=2,signature=%2B%2F%2B%2BAQ%3D%3D');
    expect(parseSignatureHeader(text)).toEqual({ keyVersion: '2', signature });
  });

  test.each([
    ['algorithm=RSA256, keyVersion=2, signature=%2B%2F%2B%2BAQ%3D%3D'],
    [' signature = %2b%2f%2b%2bAQ%3d%3d ,keyVersion= 2'],
    ['keyVersion=2,signature=+/++AQ==,algorithm=RSA256'],
    ['signature=%2B%2F%2B%2BAQ%3D%3D,extra=1,keyVersion=2'],
  ])('is read whatever the order and the blanks: %s', (text) => {
    expect(parseSignatureHeader(text)).toEqual({ keyVersion: '2', signature });
  });

  test('may leave out algorithm and version', () => {
    expect(parseSignatureHeader('signature=AQID')).toEqual({ keyVersion: null, signature: Buffer.from([1, 2, 3]) });
  });

  test.each([
    [''],
    ['keyVersion=1'],
    ['signature='],
    ['signature'],
    ['algorithm=RSA1,signature=AQID'],
    ['algorithm=none,signature=AQID'],
    ['signature=AQID,signature=AQID'],
    ['keyVersion=1,keyVersion=2,signature=AQID'],
    ['keyVersion=,signature=AQID'],
    ['signature=%'],
    ['signature=%zz'],
    ['signature=%ff'],
    ['signature=AQI'],
    ['signature=AQJ='],
    ['signature=AQ ID'],
    ['signature=_-8='],
    [`signature=${'A'.repeat(5000)}`],
  ])('is refused when it is not one: %s', (text) => {
    expect(parseSignatureHeader(text)).toBeNull();
  });

  test('any bytes and version come back as they were written', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 512 }),
        fc.stringMatching(/^[A-Za-z0-9]{1,8}$/),
        (bytes, keyVersion) => {
          const text = formatSignatureHeader({ keyVersion, signature: Buffer.from(bytes) });
          expect(parseSignatureHeader(text)).toEqual({ keyVersion, signature: Buffer.from(bytes) });
        },
      ),
    );
  });

  test('no text whatever makes the parser fall over', () => {
    const pieces = fc.constantFrom(
      'signature=',
      'keyVersion=',
      'algorithm=',
      'RSA256',
      ',',
      '=',
      '%',
      '%2B',
      ' ',
      'AQID',
      '\0',
      'é',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          const header = parseSignatureHeader(text);
          if (header !== null) expect(header.signature.byteLength).toBeGreaterThan(0);
        },
      ),
    );
  });
});
