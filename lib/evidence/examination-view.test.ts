import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signRequest } from '@/lib/alipay/signature';
import type { SuspectMessage, Surroundings } from '@/lib/alipay/suspect-message';
import { examine, type Examination } from './examination-view';
import type { ByteWindow } from './visible-bytes';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const CLIENT = 'SANDBOX_5Y';
const PATH = '/api/alipay/notifications/authorizations';
const CANARY = 'CANARY-281011130100000000000000000001';

const around: Surroundings = {
  clientId: CLIENT,
  keys: [
    { owner: 'alipay', version: '1', key: publicKey },
    { owner: 'ours', version: '3', key: other.publicKey },
  ],
  toldPaths: [PATH],
  hosts: [],
};

function signed(body: string | Buffer, received: Partial<SuspectMessage> = {}): SuspectMessage {
  const parts = { path: PATH, clientId: CLIENT, time: '1700000005000', body: Buffer.from(body) };
  return {
    ...parts,
    direction: 'notification',
    receivedPath: null,
    otherTimes: [],
    signature: signRequest(parts, { privateKey, keyVersion: '1' }),
    ...received,
  };
}

const look = (message: SuspectMessage) => examine(null, message, around);
const shownBody = ({ text }: Examination) => text.body.map((run) => run.text).join('');
const hexOf = ({ before, changed, after }: ByteWindow) =>
  [before, changed, after].map((cells) => cells.map(({ hex }) => hex).join(' '));

test('a sound message shows its string, its bytes and the key that verifies it', () => {
  const shown = look(signed('{"authState":"as_1"}'));
  expect(shown).toMatchObject({
    verdict: 'valid',
    missing: [],
    differences: [],
    bodies: null,
    text: { isSigned: true, path: PATH, clientId: CLIENT, time: '1700000005000', bodyBytes: 20, isBodyHidden: false },
    keys: [
      { owner: 'alipay', version: '1', isNamed: true, verifies: 'as_it_is', bits: 2048 },
      { owner: 'ours', version: '3', isNamed: false, verifies: 'no' },
    ],
  });
  expect(shown.text.sha256).toBe(shown.digest?.hex);
  expect(shown.receivedSha256).toBe(shown.text.sha256);
  expect(shownBody(shown)).toBe('{"authState":"as_1"}');
});

describe('where the bodies part', () => {
  test('an added line feed is seen in hexadecimal, with what stands before it', () => {
    const shown = look(signed('{"a":"b"}', { body: Buffer.from('{"a":"b"}\n') }));
    expect(hexOf(shown.bodies!.received)).toEqual(['22 61 22 3a 22 62 22 7d', '0a', '']);
    expect(hexOf(shown.bodies!.signed)).toEqual(['22 61 22 3a 22 62 22 7d', '', '']);
    expect([shown.bodies!.received.length, shown.bodies!.signed.length]).toEqual([10, 9]);
    expect(shown.text.sha256).not.toBe(shown.receivedSha256);
  });

  test('a long stretch is cut, and says how much is left out', () => {
    const pretty = JSON.stringify({ list: Array.from({ length: 20 }, (_, place) => place) }, null, 4);
    const shown = look(signed(pretty, { body: Buffer.from(JSON.stringify(JSON.parse(pretty))) }));
    expect(shown.bodies!.signed.changed).toHaveLength(12);
    expect(shown.bodies!.signed.more).toBeGreaterThan(50);
    expect(shown.bodies!.signed.after).toEqual([]);
  });

  test('bytes of a secret are hidden there as well', () => {
    const body = `{"authCode":"${CANARY}"}`;
    const shown = look(signed(body, { body: Buffer.from(`${body}\n`) }));
    expect(hexOf(shown.bodies!.received)[0]).toBe('·· ·· ·· ·· ·· ·· ·· 7d');
  });
});

describe('what cannot be seen is made visible', () => {
  test.each([
    ['{"a":"b"}\r\n', '{"a":"b"}\\r\\n\n'],
    ['\uFEFF{"a":"b"}', '\\u{FEFF}{"a":"b"}'],
    ['{"a":"b"}\0', '{"a":"b"}\\0'],
    ['{"a":"b\u00A0c d"}', '{"a":"b\\u{A0}c d"}'],
    ['{"a":"\u202Eb"}', '{"a":"\\u{202E}b"}'],
    ['{"a":"é 🎁"}', '{"a":"é 🎁"}'],
  ])('%j', (body, shown) => {
    expect(shownBody(look(signed(body)))).toBe(shown);
  });

  test('a byte that is no letter', () => {
    expect(shownBody(look(signed(Buffer.from('{"a":"é"}', 'latin1'))))).toBe('{"a":"\\xE9"}');
  });
});

describe('nothing secret leaves', () => {
  const bodies = [
    `{"accessToken":"${CANARY}","a":1}`,
    `{ "authCode" : "${CANARY}" }\n`,
    `{"url":"https://x.example/?authCode=${CANARY}"}`,
    `\uFEFF{"paymentMethod":{"paymentMethodId":"${CANARY}"}}`,
    `{\\"accessToken\\":\\"${CANARY}\\"}`,
    `accessToken=${CANARY}`,
    `{"accessToken":"${CANARY}`,
  ];

  test.each(bodies)('of %s', (body) => {
    for (const received of [body, `${body}\n`, ` ${body}`, `${body}x`]) {
      const text = JSON.stringify(look(signed(body, { body: Buffer.from(received) })));
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain(Buffer.from(CANARY).toString('hex').slice(0, 16));
    }
  });

  test('of a path with a code in its query, nor the signature itself', () => {
    const message = signed('{}', { path: `${PATH}?authCode=${CANARY}` });
    const text = JSON.stringify(look(message));
    expect(text).not.toContain(CANARY);
    expect(text).toContain('query_removed');
    expect(text).not.toContain(/signature=(.{20})/.exec(message.signature!)![1]);
  });

  test('of any two bodies, whatever differs', () => {
    const letters = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(letters, letters, fc.nat({ max: 60 }), (before, after, cut) => {
        const body = JSON.stringify({ before, authCode: CANARY, after });
        const received = Buffer.from(body.slice(0, cut) + body.slice(cut + 1));
        const text = JSON.stringify(look(signed(body, { body: received })));
        // A body that was cut within the name of its secret is one whose secret nobody can know of.
        fc.pre(/"authCode"/.test(received.toString()));
        expect(text).not.toContain('2810111301');
      }),
    );
  });

  test('what is not JSON is not shown, only measured', () => {
    const shown = look(signed(`<html>${CANARY}</html>`));
    expect(shown.text).toMatchObject({ isBodyHidden: true, body: [], bodyBytes: 50 });
  });
});

test('a long body is cut before a secret, never within one', () => {
  const body = JSON.stringify({ long: 'x'.repeat(16 * 1024 - 40), authCode: CANARY, more: 'y'.repeat(1000) });
  const shown = look(signed(body));
  expect(shown.text.cut).toBe(true);
  expect(JSON.stringify(shown)).not.toContain('CANARY');
  expect(shownBody(shown).length).toBeLessThanOrEqual(16 * 1024);
});

test('headers that are missing are named', () => {
  expect(look(signed('{}', { clientId: null, time: null, signature: null }))).toMatchObject({
    verdict: 'missing',
    missing: ['clientId', 'time', 'signature'],
    text: { isSigned: false },
  });
});
