import { describe, expect, it } from 'vitest';
import { bytesToSign, importPrivateKey, importPublicKey, parseSignatureHeader, sign, verify } from './signature';
import { GATEWAY_PRIVATE_KEY, GATEWAY_PUBLIC_KEY, MERCHANT_PRIVATE_KEY, MERCHANT_PUBLIC_KEY, VECTORS } from './vectors';

describe.each(VECTORS)('the $kind of the documents', ({ kind, path, clientId, time, body, header }) => {
  const merchant = kind === 'request';
  const bytes = bytesToSign(path, clientId, time, Buffer.from(body));

  it('verifies', async () => {
    const key = await importPublicKey(merchant ? MERCHANT_PUBLIC_KEY : GATEWAY_PUBLIC_KEY);
    const parsed = parseSignatureHeader(header);
    expect(parsed && (await verify(key, parsed, bytes))).toBe(true);
  });

  it('is signed again byte for byte', async () => {
    const key = await importPrivateKey(merchant ? MERCHANT_PRIVATE_KEY : GATEWAY_PRIVATE_KEY);
    expect(await sign(key, '1', bytes)).toBe(header);
  });

  it('does not verify when one byte of body, path, client or time differs', async () => {
    const key = await importPublicKey(merchant ? MERCHANT_PUBLIC_KEY : GATEWAY_PUBLIC_KEY);
    const parsed = parseSignatureHeader(header);
    const others = [
      bytesToSign(path, clientId, time, Buffer.from(`${body} `)),
      bytesToSign(`${path}/`, clientId, time, Buffer.from(body)),
      bytesToSign(path, `${clientId}1`, time, Buffer.from(body)),
      bytesToSign(path, clientId, `${time}0`, Buffer.from(body)),
    ];
    for (const other of others) expect(parsed && (await verify(key, parsed, other))).toBe(false);
  });
});

describe('the signature header', () => {
  it('is read whatever the order of its items, with or without blanks, encoded or not', () => {
    const expected = Buffer.from('a+b/', 'base64');
    for (const text of [
      'algorithm=RSA256,keyVersion=1,signature=a%2Bb%2F',
      'signature=a+b/, keyVersion = 1 , algorithm=RSA256',
    ]) {
      const parsed = parseSignatureHeader(text);
      expect(parsed?.keyVersion).toBe('1');
      expect(Buffer.from(parsed?.value ?? [])).toEqual(expected);
    }
  });

  it('is refused when it is anything else', () => {
    for (const text of ['', 'signature=', 'signature=%%%', 'a=b', 'signature=aa,signature=bb', 'signature=a b', '=x']) {
      expect(parseSignatureHeader(text)).toBeUndefined();
    }
  });
});
