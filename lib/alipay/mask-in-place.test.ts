import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secretSpans } from '@/lib/alipay/mask-in-place';

const CANARY = 'CANARY-281011130100000000000000000001';

/** The body as it would be shown: every byte but the hidden ones. */
function shown(body: string | Uint8Array): string {
  const bytes = Buffer.from(body);
  let text = '';
  let from = 0;
  for (const { start, end, shown: instead } of secretSpans(bytes) ?? [
    { start: 0, end: bytes.length, shown: 'nothing' },
  ]) {
    text += bytes.subarray(from, start).toString('utf8') + instead;
    from = end;
  }
  return text + bytes.subarray(from).toString('utf8');
}

test('only the secret is replaced; every other byte stays as it arrived', () => {
  const body = `{ "accessToken" :\t"${CANARY}",\r\n "amount": 1.50, "note":"caf\\u00e9 \\/ é" }\n`;
  expect(shown(body)).toMatch(
    /^\{ "accessToken" :\t"\[secret [0-9a-f]{8}\]",\r\n "amount": 1\.50, "note":"caf\\u00e9 \\\/ é" \}\n$/,
  );
});

test.each([
  ['another case', `{"ACCESSTOKEN":"${CANARY}"}`],
  ['a name with escapes', `{"access\\u0054oken":"${CANARY}"}`],
  ['a name given twice', `{"accessToken":"${CANARY}","accessToken":"${CANARY}"}`],
  ['an object instead of text', `{"accessToken":{"inner":["${CANARY}"]}}`],
  ['a list', `[[{"paymentMethod":{"paymentMethodId":"${CANARY}"}}]]`],
  ['JSON inside text', JSON.stringify({ extendInfo: JSON.stringify({ a: JSON.stringify({ authCode: CANARY }) }) })],
  ['an address', `{"url":"https://shop.example/return?x=1&authCode=${CANARY}"}`],
  ['the address of a wallet’s page', `{"normalUrl":"https://wallet.example/go?id=${CANARY}"}`],
  ['a text alone', `"https://shop.example/return?authCode=${CANARY}"`],
  ['a body with a byte order mark and a NUL', `\uFEFF{"authCode":"${CANARY}"}\0\n`],
  ['a name of the language', `{"__proto__":{"authCode":"${CANARY}"}}`],
])('a secret is found in %s', (_where, body) => {
  expect(shown(body)).not.toContain('CANARY');
  expect(shown(body)).not.toBe('nothing');
});

test('the same secret has the same fingerprint as in the masked copies', () => {
  expect(secretSpans(Buffer.from('{"authCode":"AC1"}'))).toEqual([
    { start: 12, end: 17, shown: expect.stringMatching(/^"\[secret [0-9a-f]{8}\]"$/) },
  ]);
});

test.each([
  ['a page', `<html>${CANARY}</html>`],
  ['a body that was cut', `{"accessToken":"${CANARY}`],
  ['a form', `accessToken=${CANARY}`],
  ['a body copied out of a log', `{\\"accessToken\\":\\"${CANARY}\\"}`],
])('of %s nothing may be shown', (_what, body) => {
  expect(secretSpans(Buffer.from(body))).toBeNull();
});

describe('bytes that are no UTF-8', () => {
  test('are JSON all the same, and hide their secrets', () => {
    const body = Buffer.from(`{"note":"\xE9","authCode":"${CANARY}"}`, 'latin1');
    expect(secretSpans(body)).toHaveLength(1);
    expect(shown(body)).not.toContain('CANARY');
  });
});

test('JSON within text that hides nothing is shown as it is written', () => {
  const body = JSON.stringify({ extendInfo: '{ "a" : 1 }' });
  expect(secretSpans(Buffer.from(body))).toEqual([]);
});

test('an empty body hides nothing', () => {
  expect(secretSpans(new Uint8Array())).toEqual([]);
});

test('a message nested without end is cut, not followed', () => {
  const deep = `${'['.repeat(30_000)}"${CANARY}"${']'.repeat(30_000)}`;
  expect(shown(deep)).toContain('[too deep to show]');
  expect(shown(deep)).not.toContain('CANARY');
});

test('no body whatever shows a token, wherever in it the token stands', () => {
  const secretName = fc.constantFrom('accessToken', 'refreshToken', 'authCode', 'paymentMethodId', 'signature');
  const secret = fc.constantFrom<unknown>(CANARY, [CANARY], { any: CANARY });
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      fc.tuple(secretName, secret).map(([name, hidden]) => ({ [name]: hidden })),
      fc.record({ before: fc.string({ unit: 'binary' }), inner: tie('value') }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2, '\t'), (message, indent) => {
      expect(shown(JSON.stringify(message, null, indent))).not.toContain('CANARY');
    }),
  );
});
