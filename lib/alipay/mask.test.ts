import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskBody, maskHeaders, maskJson } from '@/lib/alipay/mask';

const canary = 'CANARY-281011130100000000000000000001';

test('tokens and codes become fingerprints, the rest stays to be read', () => {
  const told = {
    accessToken: canary,
    refreshToken: canary,
    authCode: canary,
    paymentMethod: { paymentMethodType: 'GCASH', paymentMethodId: canary },
    list: [{ signature: canary }],
    userLoginId: '63*****1234',
    paymentAmount: { currency: 'PHP', value: '45000' },
    refused: null,
  };
  const masked = maskJson(JSON.stringify(told));
  expect(masked).not.toContain('CANARY');
  expect(JSON.parse(masked)).toMatchObject({
    accessToken: expect.stringMatching(/^\[secret [0-9a-f]{8}\]$/),
    paymentMethod: { paymentMethodType: 'GCASH' },
    userLoginId: '63*****1234',
    paymentAmount: { currency: 'PHP', value: '45000' },
    refused: null,
  });
  expect(JSON.parse(masked).accessToken).toBe(JSON.parse(masked).authCode);
});

test.each([
  ['another case', { ACCESSTOKEN: canary }],
  ['an object instead of text', { accessToken: { inner: canary } }],
  ['JSON inside text', { extendInfo: JSON.stringify({ a: JSON.stringify({ authCode: canary }) }) }],
  ['an address', { url: `https://shop.example/return?x=1&authCode=${canary}&authState=s` }],
])('a secret is found in %s', (_where, told) => {
  expect(maskJson(JSON.stringify(told))).not.toContain('CANARY');
});

test('of the wallet’s own pages people see where they lead, and not the query that opens them', () => {
  const masked = JSON.parse(
    maskJson('{"normalUrl":"https://wallet.example/authorize?authId=CANARY","schemeUrl":null}'),
  );
  expect(masked.normalUrl).toMatch(/^https:\/\/wallet\.example\/authorize\?\[secret [0-9a-f]{8}\]$/);
  expect(masked.schemeUrl).toBeNull();
});

test('a key spelled with escapes, or given twice, hides nothing', () => {
  expect(maskJson(`{"access\\u0054oken":"${canary}"}`)).not.toContain('CANARY');
  expect(maskJson(`{"accessToken":"${canary}","accessToken":"${canary}"}`)).not.toContain('CANARY');
});

test('what is not JSON is not shown at all', () => {
  expect(maskBody(Buffer.from(`<html>${canary}</html>`))).toMatch(/^\[not JSON: 50 bytes, sha256 [0-9a-f]{8}\]$/);
  expect(maskBody(new Uint8Array())).toMatch(/^\[not JSON: 0 bytes/);
  expect(maskBody(Buffer.from([0x22, 0xff, 0x22]))).toMatch(/^\[not JSON: 3 bytes/);
});

test('a message nested without end is cut, not followed', () => {
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  expect(maskJson(deep).length).toBeLessThan(200);
});

test('headers lose their signature only', () => {
  const masked = maskHeaders({ 'client-id': 'SANDBOX_5', signature: canary });
  expect(masked).toMatchObject({ 'client-id': 'SANDBOX_5' });
  expect(masked.signature).not.toContain('CANARY');
});

test('wherever a token stands in a message, it is not in the copy', () => {
  const name = fc.constantFrom('accessToken', 'refreshToken', 'authCode', 'paymentMethodId', 'signature');
  fc.assert(
    fc.property(name, fc.array(fc.oneof(fc.constant('list'), fc.string()), { maxLength: 8 }), (secretName, path) => {
      const told = path.reduceRight<unknown>((inner, step) => (step === 'list' ? [inner] : { [step]: inner }), {
        [secretName]: canary,
      });
      expect(maskJson(JSON.stringify(told))).not.toContain('CANARY');
    }),
  );
});
