import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BODY_CHANGES, type BodyChange } from '@/lib/alipay/body-variants';
import { examineSignature, type SignatureVerdict } from '@/lib/alipay/examine-signature';
import { CHANGES_MAX, STRINGS_MAX } from '@/lib/alipay/find-signed-text';
import { parsePrivateKey, parsePublicKeys } from '@/lib/kit/rsa-keys';
import { verifyNotification } from '@/lib/alipay/notification';
import { verifyResponse } from '@/lib/alipay/response';
import { formatSignatureHeader, signRequest, stringToSign } from '@/lib/alipay/signature';
import type { EncodingChange } from '@/lib/alipay/signature-readings';
import type { HeldKey, SuspectMessage, Surroundings } from '@/lib/alipay/suspect-message';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../e2e/vectors/${name}.json`, import.meta.url), 'utf8'));
const keys: Record<'merchant' | 'gateway', { privateKey: string; publicKey: string }> = read('keys');
const alipayPrivate = parsePrivateKey(keys.gateway.privateKey);
const ourPrivate = parsePrivateKey(keys.merchant.privateKey);
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const older = generateKeyPairSync('rsa', { modulusLength: 2048 });

const alipayKey: HeldKey = { owner: 'alipay', version: '1', key: createPublicKey(alipayPrivate) };
const olderKey: HeldKey = { owner: 'alipay', version: '2', key: older.publicKey };
const ourKey: HeldKey = { owner: 'ours', version: '1', key: createPublicKey(ourPrivate) };

const CLIENT = 'SANDBOX_5TEST00000000001';
const DOORS = ['payments', 'refunds', 'authorizations'].map((kind) => `/api/alipay/notifications/${kind}`);
const around: Surroundings = {
  clientId: CLIENT,
  keys: [alipayKey, olderKey, ourKey],
  toldPaths: DOORS,
  hosts: ['shop.example', 'open-sea-global.alipay.com'],
};

const BODY =
  '{"notifyType":"PAYMENT_RESULT","paymentAmount":{"currency":"PHP","value":"45000"},"url":"https://x.example/a?b=c"}';

interface Signed {
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  readonly body: string | Buffer;
  readonly key: KeyObject;
  readonly keyVersion: string;
}

const SIGNED: Signed = {
  path: DOORS[0]!,
  clientId: CLIENT,
  time: '1700000005000',
  body: BODY,
  key: alipayPrivate,
  keyVersion: '1',
};

/** A notification as it arrived, whatever it was signed as. */
function notification(signed: Partial<Signed> = {}, received: Partial<SuspectMessage> = {}): SuspectMessage {
  const { key, keyVersion, body, ...head } = { ...SIGNED, ...signed };
  const parts = { ...head, body: Buffer.from(body) };
  return {
    direction: 'notification',
    path: SIGNED.path,
    receivedPath: null,
    clientId: SIGNED.clientId,
    time: SIGNED.time,
    signature: signRequest(parts, { privateKey: key, keyVersion }),
    otherTimes: [],
    body: Buffer.from(SIGNED.body),
    ...received,
  };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const changesOf = ({ differences }: SignatureVerdict) => differences.map(({ field, change }) => `${field} ${change}`);

describe('the documented vectors', () => {
  test.each(['request', 'response', 'notification'] as const)('the %s verifies, and its string is shown', (name) => {
    const vector = read(name);
    const message: SuspectMessage = {
      direction: name,
      path: vector.path,
      receivedPath: null,
      clientId: vector.clientId,
      time: vector.time,
      signature: vector.headers.Signature,
      otherTimes: [],
      body: Buffer.from(vector.body),
    };
    const verdict = examineSignature(message, around);
    expect(verdict).toMatchObject({ kind: 'valid', differences: [], keyVersionNamed: '1' });
    expect(verdict.madeBy).toEqual({ owner: name === 'request' ? 'ours' : 'alipay', version: '1' });
    expect(stringToSign(verdict.signed).toString()).toBe(vector.stringToSign);
    expect(verdict.digest).toEqual({ name: 'sha256', hash: Buffer.from(vector.stringToSignSha256, 'hex') });
  });

  const openssl: { keys: typeof keys; cases: Record<string, string | null>[] } = read('openssl');
  test.each(openssl.cases)('what openssl signed verifies: $name', (made) => {
    const key = parsePublicKeys({ ...openssl.keys, ...keys }[made.key as 'gateway'].publicKey).get('1')!;
    const message: SuspectMessage = {
      ...notification(),
      path: made.path!,
      clientId: made.clientId!,
      time: made.time!,
      signature: made.signatureHeader!,
      body: made.bodyBase64 ? Buffer.from(made.bodyBase64, 'base64') : Buffer.from(made.body ?? ''),
    };
    const verdict = examineSignature(message, {
      ...around,
      clientId: made.clientId!,
      keys: [olderKey, { owner: 'alipay', version: made.keyVersion ?? '10', key }],
    });
    expect(verdict).toMatchObject({ kind: 'valid', digest: { hash: Buffer.from(made.stringToSignSha256!, 'hex') } });
  });
});

const PRETTY = JSON.stringify(JSON.parse(BODY), null, 2);
const latin1 = (bytes: Buffer) => bytes.toString('latin1');

/** For each change the body that was signed and the one that arrived. */
const BODIES: Record<BodyChange, [signed: string | Buffer, received: string | Buffer]> = {
  last_lf_removed: [BODY, `${BODY}\n`],
  last_crlf_removed: [BODY, `${BODY}\r\n`],
  last_lf_added: [`${BODY}\n`, BODY],
  last_crlf_added: [`${BODY}\r\n`, BODY],
  last_blank_removed: [BODY, `${BODY} `],
  last_nul_removed: [BODY, `${BODY}\0`],
  end_trimmed: [BODY, `${BODY} \n\n`],
  start_trimmed: [BODY, `\n\n${BODY}`],
  crlf_to_lf: [PRETTY, PRETTY.replaceAll('\n', '\r\n')],
  lf_to_crlf: [PRETTY.replaceAll('\n', '\r\n'), PRETTY],
  bom_removed: [BODY, `\uFEFF${BODY}`],
  bom_added: [`\uFEFF${BODY}`, BODY],
  compact: [BODY, PRETTY],
  one_line_spaced: [BODY.replaceAll('":', '": ').replaceAll(',"', ', "'), BODY],
  indented_2: [PRETTY, BODY],
  indented_4: [JSON.stringify(JSON.parse(BODY), null, 4), BODY],
  indented_tab: [JSON.stringify(JSON.parse(BODY), null, '\t'), BODY],
  indented_spaced_colon: [PRETTY.replaceAll('": ', '" : '), BODY],
  slashes_unescaped: [BODY, BODY.replaceAll('/', '\\/')],
  slashes_escaped: [BODY.replaceAll('/', '\\/'), BODY],
  escapes_to_letters: ['{"n":"é🎁\\u0022"}', '{"n":"\\u00e9\\ud83c\\udf81\\u0022"}'],
  letters_to_escapes: ['{"n":"\\u00e9\\ud83c\\udf81"}', '{"n":"é🎁"}'],
  letters_to_capital_escapes: ['{"n":"\\u00E9\\uD83C\\uDF81"}', '{"n":"é🎁"}'],
  html_letters_to_escapes: ['{"n":"\\u003cb\\u003e \\u0026 a=b"}', '{"n":"<b> & a=b"}'],
  html_and_equals_to_escapes: ['{"n":"a\\u003db \\u0027"}', '{"n":"a=b \'"}'],
  twice_utf8_from_latin1: ['{"n":"₱1 é"}', latin1(Buffer.from('{"n":"₱1 é"}'))],
  twice_utf8_from_windows1252: ['{"n":"₱1 é"}', '{"n":"â‚±1 Ã©"}'],
  latin1_to_utf8: ['{"n":"é"}', Buffer.from('{"n":"é"}', 'latin1')],
  composed_letters: ['{"n":"é"}', '{"n":"e\u0301"}'],
  decomposed_letters: ['{"n":"e\u0301"}', '{"n":"é"}'],
  quotes_unescaped: [BODY, BODY.replaceAll('"', '\\"')],
  nulls_left_out: ['{"a":{"c":1}}', '{"a":{"b":null,"c":1}}'],
  members_sorted: ['{"a":{"x":1,"y":2},"b":1}', '{"b":1,"a":{"y":2,"x":1}}'],
  written_anew: ['{"a":1,"b":"/"}', '{ "a" : 1.0, "b" : "\\/" }'],
  emptied: ['', BODY],
};

describe('what happened to the body', () => {
  test.each(BODY_CHANGES)('is found: %s', (change) => {
    const [body, received] = BODIES[change];
    const verdict = examineSignature(notification({ body }, { body: Buffer.from(received) }), around);
    expect([verdict.kind, changesOf(verdict)]).toEqual(['differs', [`body ${change}`]]);
    expect(Buffer.from(verdict.signed.body)).toEqual(Buffer.from(body));
    expect(verdict.madeBy).toEqual({ owner: 'alipay', version: '1' });
  });

  test('is found where two things happened: a body signed indented and with a line feed, sent without either', () => {
    const verdict = examineSignature(notification({ body: `${PRETTY}\n` }), around);
    expect(changesOf(verdict)).toEqual(['body indented_2', 'body last_lf_added']);
    expect(verdict.differences).toHaveLength(CHANGES_MAX);
  });

  test('is not guessed: with one byte changed, the key is named and nothing else claimed', () => {
    const altered = Buffer.from(BODY.replace('45000', '45001'));
    const verdict = examineSignature(notification({}, { body: altered }), around);
    expect(verdict).toMatchObject({
      kind: 'other_text',
      differences: [],
      madeBy: { owner: 'alipay', version: '1' },
      search: { complete: true },
    });
    expect(verdict.digest?.hash.toString('hex')).toBe(
      sha256(stringToSign({ ...SIGNED, body: Buffer.from(SIGNED.body) })),
    );
    expect(verdict.search!.strings).toBeGreaterThan(100);
  });
});

const ASKED = '/ams/sandbox/api/v1/payments/pay';
const asked = (received: Partial<SuspectMessage>) => ({ direction: 'response', path: ASKED, ...received }) as const;
const PROXIED = `/shop${DOORS[0]}`;

describe('what differs in the head', () => {
  test.each<[string, Partial<Signed>, Partial<SuspectMessage>]>([
    ['path as_received', { path: PROXIED }, { receivedPath: PROXIED }],
    ['path as_told', {}, { path: '/somewhere/else' }],
    ['path query_removed', {}, { path: `${DOORS[0]}?x=1` }],
    ['path received_query_added', { path: `${DOORS[0]}?x=1` }, { receivedPath: `/a/b?x=1` }],
    ['path slash_removed', {}, { path: `${DOORS[0]}/` }],
    ['path slash_added', { path: `${DOORS[0]}/` }, {}],
    ['path sandbox_removed', { path: '/ams/api/v1/payments/pay' }, asked({})],
    ['path sandbox_added', { path: ASKED }, asked({ path: '/ams/api/v1/payments/pay' })],
    ['path host_removed', {}, { path: `https://shop.example${DOORS[0]}` }],
    ['path host_added', { path: `https://shop.example${DOORS[0]}` }, {}],
    ['path host_added', { path: `open-sea-global.alipay.com${ASKED}` }, asked({})],
    ['path documented_short', { path: '/v1/payments/pay' }, asked({})],
    ['path documented_short', { path: '/api/v1/payments/pay' }, asked({})],
    ['path prefix_removed', { path: '/hooks/alipay' }, { path: '/shop/one/hooks/alipay' }],
    ['path other_address', { path: DOORS[2] }, {}],
    ['path other_address', { path: ASKED.replace(/pay$/, 'cancel') }, asked({})],
    ['path percent_decoded', { path: '/a b' }, { path: '/a%20b' }],
    ['path slashes_merged', { path: '/a/b' }, { path: '/a//b' }],
    ['path trimmed', {}, { path: `${DOORS[0]} ` }],
    ['path crlf_after_path', { path: `${DOORS[0]}\r` }, {}],
    ['time other_header', { path: ASKED, time: '1700000001234' }, asked({ otherTimes: ['1700000001234'] })],
    ['time trimmed', {}, { time: ' 1700000005000 ' }],
    ['time plus_restored', { time: '2023-11-14T22:13:25+08:00' }, { time: '2023-11-14T22:13:25 08:00' }],
    ['time iso_utc', { time: '2023-11-14T22:13:25Z' }, {}],
    ['time iso_utc', { time: '2023-11-14T22:13:25+00:00' }, {}],
    ['time iso_utc_ms', { time: '2023-11-14T22:13:25.000Z' }, {}],
    ['time iso_gmt8', { time: '2023-11-15T06:13:25+08:00' }, {}],
    ['time epoch_ms', {}, { time: '2023-11-14T22:13:25Z' }],
    ['time epoch_s', { time: '1700000005' }, {}],
    ['time left_out', { time: '' }, {}],
    ['client ours', {}, { clientId: 'SANDBOX_5OTHER' }],
    ['client trimmed', { clientId: 'OTHER' }, { clientId: ' OTHER' }],
    ['client upper_case', { clientId: 'OTHER' }, { clientId: 'other' }],
    ['client lower_case', { clientId: 'other' }, { clientId: 'OTHER' }],
    ['client sandbox_removed', { clientId: '5TEST00000000001' }, {}],
    ['client sandbox_added', { clientId: 'SANDBOX_OTHER' }, { clientId: 'OTHER' }],
  ])('%s', (change, signed, received) => {
    const verdict = examineSignature(notification({ ...signed }, received), around);
    expect([verdict.kind, changesOf(verdict)]).toEqual(['differs', [change]]);
    const [difference] = verdict.differences;
    if (difference?.field === 'path') expect(difference.signed).toBe(signed.path ?? SIGNED.path);
    if (difference?.field === 'time') expect(difference.signed).toBe(signed.time ?? SIGNED.time);
  });

  test('a header that is missing is told, and what would take its place', () => {
    const withoutClient = examineSignature(notification({}, { clientId: null }), around);
    expect([withoutClient.kind, changesOf(withoutClient)]).toEqual(['differs', ['client ours']]);
    expect(examineSignature(notification({}, { signature: null }), around).kind).toBe('missing');
    expect(examineSignature(notification({ time: '' }, { time: null }), around).kind).toBe('missing');
  });

  test('a message for another client holds, and is called foreign', () => {
    const foreign = { clientId: 'SANDBOX_5OTHER' };
    expect(examineSignature(notification(foreign, foreign), around)).toMatchObject({
      kind: 'foreign_client',
      differences: [],
    });
  });
});

describe('who made it', () => {
  test('a key under another version than the header names', () => {
    const verdict = examineSignature(notification({ key: older.privateKey, keyVersion: '1' }), around);
    expect([verdict.kind, changesOf(verdict), verdict.madeBy]).toEqual([
      'differs',
      ['key other_version'],
      { owner: 'alipay', version: '2' },
    ]);
  });

  test('a key named by a version that is not installed', () => {
    const verdict = examineSignature(notification({ keyVersion: '9' }), around);
    expect([verdict.keyVersionNamed, changesOf(verdict)]).toEqual(['9', ['key other_version']]);
  });

  test('a header without a version means the newest key', () => {
    const nameless = (key: KeyObject) => {
      const parts = { ...SIGNED, body: Buffer.from(SIGNED.body) };
      const header = signRequest(parts, { privateKey: key, keyVersion: '1' }).replace('keyVersion=1,', '');
      return examineSignature(notification({}, { signature: header }), around);
    };
    expect(nameless(older.privateKey).kind).toBe('valid');
    expect(changesOf(nameless(alipayPrivate))).toEqual(['key other_version']);
  });

  test('our own key where Alipay’s is expected: the sides are swapped', () => {
    const verdict = examineSignature(notification({ key: ourPrivate }), around);
    expect([changesOf(verdict), verdict.madeBy]).toEqual([['key other_side'], { owner: 'ours', version: '1' }]);
    const sent = { ...notification({ path: ASKED }), direction: 'request', path: ASKED } as const;
    expect(changesOf(examineSignature(sent, around))).toEqual(['key other_side']);
  });

  test('one key installed under two versions is not called another', () => {
    const twice = { ...around, keys: [{ ...alipayKey, version: '0' }, alipayKey, ourKey] };
    expect(examineSignature(notification(), twice)).toMatchObject({ kind: 'valid', madeBy: { version: '1' } });
  });

  test('nobody whose key we hold: then nothing is searched', () => {
    const verdict = examineSignature(notification({ key: stranger }), around);
    expect(verdict).toMatchObject({ kind: 'no_key', differences: [], madeBy: null, digest: null, search: null });
  });

  test('one of our keys, with SHA-1', () => {
    const text = stringToSign({ ...SIGNED, body: Buffer.from(SIGNED.body) });
    const signature = sign('sha1', text, alipayPrivate);
    const header = formatSignatureHeader({ keyVersion: '1', signature });
    expect(examineSignature(notification({}, { signature: header }), around)).toMatchObject({
      kind: 'other_digest',
      madeBy: { owner: 'alipay', version: '1' },
      digest: { name: 'sha1', hash: createHash('sha1').update(text).digest() },
    });
  });

  test('a key, two things in the text and an encoding at once', () => {
    const message = notification({ key: older.privateKey, path: DOORS[1] }, { body: Buffer.from(`${BODY}\n`) });
    const signature = message.signature!.replace(
      /signature=(.*)/,
      (_, value) => `signature=${encodeURIComponent(value)}`,
    );
    expect(changesOf(examineSignature({ ...message, signature }, around))).toEqual([
      'path other_address',
      'body last_lf_removed',
      'encoding percent_encoded_twice',
      'key other_version',
    ]);
  });
});

describe('how the signature is written', () => {
  const { signature: right } = notification();
  const value = /signature=(.*)$/.exec(right!)![1]!;
  const base64 = decodeURIComponent(value);
  const writtenAs = (text: string) => `algorithm=RSA256,keyVersion=1,signature=${text}`;
  // A signature with all three awkward letters, so that each spelling is another.
  expect(base64).toMatch(/[+].*[/]|[/].*[+]/);
  expect(base64).toMatch(/=$/);

  test.each<[EncodingChange, string]>([
    ['percent_encoded_twice', writtenAs(encodeURIComponent(value))],
    ['blanks_for_plus', writtenAs(base64.replaceAll('+', ' '))],
    ['base64url', writtenAs(Buffer.from(base64, 'base64').toString('base64url'))],
    ['padding_missing', writtenAs(base64.replace(/=+$/, ''))],
    ['broken_lines', writtenAs(base64.replaceAll(/(.{64})/g, '$1\n'))],
    ['broken_lines', writtenAs(base64.replaceAll(/(.{64})/g, '$1\\n'))],
    ['quoted', writtenAs(`"${base64}"`)],
    ['hexadecimal', writtenAs(Buffer.from(base64, 'base64').toString('hex'))],
    ['header_percent_encoded', encodeURIComponent(right!)],
    ['bare_value', value],
    ['bare_value', base64],
    ['other_algorithm_named', right!.replace('RSA256', 'SHA256withRSA')],
    ['items_misspelt', right!.replace('keyVersion', 'KeyVersion').replace('signature', 'Signature')],
    ['items_misspelt', right!.replaceAll(',', '; ')],
  ])('is read: %s', (change, signature) => {
    const verdict = examineSignature(notification({}, { signature }), around);
    expect(verdict.differences.filter(({ field }) => field !== 'key')).toEqual([{ field: 'encoding', change }]);
    expect(verdict.kind).toBe('differs');
  });

  test.each([[''], [' '], ['keyVersion=1'], ['signature='], ['algorithm=RSA256,keyVersion=1'], ['signature=%'], ['¡']])(
    'is unreadable or missing when there is nothing to read: "%s"',
    (signature) => {
      const { kind } = examineSignature(notification({}, { signature }), around);
      expect(['unreadable', 'missing', 'no_key']).toContain(kind);
    },
  );
});

describe('it agrees with what the product believes', () => {
  const publicKeys = new Map([alipayKey, olderKey].map(({ version, key }) => [version, key]));
  const headersOf = (message: SuspectMessage) =>
    Object.fromEntries(
      Object.entries({
        'client-id': message.clientId,
        'request-time': message.time,
        'response-time': message.time,
        signature: message.signature,
      }).filter((entry): entry is [string, string] => entry[1] !== null),
    );

  /** Sound messages, and such with one thing wrong. */
  const message = fc
    .record({
      key: fc.constantFrom(alipayPrivate, older.privateKey, ourPrivate, stranger),
      keyVersion: fc.constantFrom('1', '2', '3'),
      path: fc.constantFrom(...DOORS),
      clientId: fc.constantFrom(CLIENT, CLIENT, 'SANDBOX_5OTHER'),
      body: fc.oneof(fc.json(), fc.constant(BODY)),
      received: fc.record(
        {
          clientId: fc.constantFrom(null, '', 'SANDBOX_5OTHER'),
          time: fc.constantFrom(null, '', '1700000005001'),
          body: fc.uint8Array({ maxLength: 40 }),
          signature: fc.oneof(fc.string(), fc.constantFrom('signature=AQID', 'algorithm=RSA1,signature=AQID')),
        },
        { requiredKeys: [] },
      ),
    })
    .map(({ received, ...signed }) =>
      notification(signed, {
        path: signed.path,
        clientId: signed.clientId,
        body: Buffer.from(signed.body),
        ...received,
      }),
    );

  test('a notification is valid here exactly when the door would take it', () => {
    fc.assert(
      fc.property(message, (one) => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(headersOf(one))) if (isHeaderText(value)) headers.set(name, value);
        fc.pre(Object.values(headersOf(one)).every(isHeaderText));
        const { kind } = verifyNotification({ path: one.path, headers, body: one.body, clientId: CLIENT, publicKeys });
        expect(examineSignature(one, around).kind === 'valid').toBe(kind === 'verified');
      }),
      { numRuns: 150 },
    );
  });

  test('an answer is valid here exactly when it would be believed', () => {
    fc.assert(
      fc.property(message, (notified) => {
        const one = { ...notified, direction: 'response' } as const;
        const answer = { status: 200, headers: headersOf(one), body: one.body };
        const { signature } = verifyResponse(answer, { path: one.path, clientId: CLIENT, publicKeys });
        expect(examineSignature(one, around).kind === 'valid').toBe(signature === 'valid');
      }),
      { numRuns: 150 },
    );
  });

  /** What a web header can hold and gives back unchanged. */
  function isHeaderText(text: string): boolean {
    return /^[\x20-\x7E]*$/.test(text) && text.trim() === text;
  }
});

test('no message whatever makes it fall over, and none is explained without a signature that holds', () => {
  const pieces = fc.constantFrom(
    'signature=',
    'keyVersion=1',
    'algorithm=RSA256',
    ',',
    '%',
    'AQID',
    '=',
    ' ',
    '\0',
    'é',
  );
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((all) => all.join('')),
  );
  const suspect: fc.Arbitrary<SuspectMessage> = fc.record({
    direction: fc.constantFrom('request' as const, 'response' as const, 'notification' as const),
    path: text,
    receivedPath: fc.option(text),
    clientId: fc.option(text),
    time: fc.option(fc.oneof(text, fc.constantFrom('9999999999999', '2023-99-99T00:00:00Z', '0000000000000'))),
    signature: fc.option(text),
    otherTimes: fc.array(text, { maxLength: 2 }),
    body: fc.oneof(
      fc.uint8Array(),
      fc.json().map(Buffer.from),
      text.map((body) => Buffer.from(body)),
    ),
  });
  fc.assert(
    fc.property(suspect, (message) => {
      expect(['missing', 'unreadable', 'no_key']).toContain(examineSignature(message, around).kind);
    }),
  );
});

test('whatever pair of a head’s and a body’s change happened, the signed text is found', () => {
  const heads = fc.constantFrom<[Partial<Signed>, Partial<SuspectMessage>]>(
    [{ path: DOORS[2] }, {}],
    [{ time: '2023-11-14T22:13:25Z' }, {}],
    [{}, { clientId: 'SANDBOX_5OTHER' }],
  );
  fc.assert(
    fc.property(heads, fc.constantFrom(...BODY_CHANGES), ([signed, received], change) => {
      const [body, arrived] = BODIES[change];
      const verdict = examineSignature(
        notification({ ...signed, body }, { ...received, body: Buffer.from(arrived) }),
        around,
      );
      expect(verdict.kind).toBe('differs');
      expect(verdict.differences).toHaveLength(2);
      expect(verdict.signed).toMatchObject({ path: signed.path ?? SIGNED.path, time: signed.time ?? SIGNED.time });
      expect(Buffer.from(verdict.signed.body)).toEqual(Buffer.from(body));
    }),
  );
});

test('the longest message is searched within its bounds, and says when they ended the search', () => {
  const member = (place: number) => `{"name":"é ${place}/x","url":"https:\\/\\/x.example","none":null}`;
  const body = Buffer.from(`{"list":[${Array.from({ length: 1_030 }, (_, place) => member(place)).join(',\n')}]}`);
  expect(body.length).toBeGreaterThan(60 * 1024);
  const { kind, search } = examineSignature(notification({}, { body }), around);
  expect([kind, search!.complete]).toEqual(['other_text', false]);
  expect(search!.strings).toBeLessThanOrEqual(STRINGS_MAX);
});

test('it takes no private key, so that it can never sign', () => {
  const withPrivate = { ...around, keys: [{ ...ourKey, key: ourPrivate }] };
  expect(() => examineSignature(notification(), withPrivate)).toThrow('public keys');
});
