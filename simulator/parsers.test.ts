/**
 * Whatever somebody sends: the simulator's parsers do not fall over, take nothing for what it is not, and its door
 * believes no message but the one that was signed.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toWireTime } from './clock';
import { FAULT_KINDS } from './faults/kinds';
import { readFault } from './faults/read-rule';
import { type Body, checkFields, parseWireTime, requiredTextAt } from './fields';
import { type Api, API_BY_PATH, MESSAGES } from './messages';
import { type Simulator } from './server';
import { changeSettings, DEFAULT_SETTINGS } from './settings';
import { bytesToSign, importPublicKey, parseSignatureHeader, verify } from './signature';
import { CLIENT_ID, fresh, MERCHANT_KEYS, signText, start, stringToSign, testEnvironment } from './testing';
import { isRequestTime } from './trust';

const APIS = Object.keys(MESSAGES) as Api[];
const PATH_BY_API = new Map([...API_BY_PATH].map(([path, api]) => [api, path]));

/** Pieces of which a hostile header is likely to be made. */
const headerText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        'signature',
        'keyVersion',
        'algorithm',
        'RSA256',
        '=',
        ',',
        ' ',
        '%2B',
        '%',
        '%00',
        'AQID',
        '==',
        '1',
        '\t',
        '\0',
      ),
    )
    .map((parts) => parts.join('')),
);

/** JSON of any shape, with the protocol's own names among the keys so that it reaches deep. */
const NAMES = [...new Set(Object.values(MESSAGES).flatMap((rules) => rules.flatMap(({ at }) => at.split(/\.|\[\]/))))];
const key = fc.oneof(
  fc.constantFrom(...NAMES, '__proto__', 'constructor', 'toString', 'length'),
  fc.string({ maxLength: 8 }),
);
const leaf = fc.oneof(
  fc.constantFrom(
    null,
    true,
    'true',
    0,
    -1,
    1.5,
    '',
    '0',
    '100',
    'PHP',
    'GCASH',
    'WEB',
    'https://shop.example/a',
    '2025-03-01T12:00:00+08:00',
  ),
  fc.string(),
  fc.double(),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    { weight: 3, arbitrary: leaf },
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 8 }),
  ),
}));
const body = fc.dictionary(key, json, { maxKeys: 12 }) as fc.Arbitrary<Body>;

describe('the signature header', () => {
  it('is never a reason to fall over, and what is read of it is a signature of some length', () => {
    fc.assert(
      fc.property(headerText, (text) => {
        const header = parseSignatureHeader(text);
        if (header) expect(header.value.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000, examples: [['signature=1'], ['signature=1=']] },
    );
  });

  it('made of anything but the private key verifies nothing', async () => {
    const publicKey = await importPublicKey(MERCHANT_KEYS.publicKey);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 600 }), fc.uint8Array(), async (value, said) => {
        const bytes = bytesToSign('/ams/sandbox/api/v1/payments/pay', CLIENT_ID, '1', said);
        const header = { algorithm: 'RSA256', keyVersion: '1', value };
        expect(await verify(publicKey, header, bytes)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('times', () => {
  it('of any text are a moment or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9TZ:+.-]{0,30}$/)), (text) => {
        const at = parseWireTime(text);
        if (at !== undefined) expect(Number.isFinite(at)).toBe(true);
        expect(typeof isRequestTime(text)).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });

  it('that are written are read again, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        expect(parseWireTime(toWireTime(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});

describe('the fields of a request', () => {
  it.each(APIS)('%s: any object is judged, and what passes has every text that is required', (api) => {
    fc.assert(
      fc.property(body, (message) => {
        const problem = checkFields(MESSAGES[api], message);
        if (problem !== undefined) {
          expect(problem).not.toBe('');
          return;
        }
        const required = MESSAGES[api].filter((rule) => rule.required === true && rule.kind === 'text');
        for (const { at } of required.filter((rule) => !rule.at.includes('.'))) {
          expect(requiredTextAt(message, at)).not.toBe('');
        }
      }),
      { numRuns: 400 },
    );
  });

  it('an amount passes only as a whole number of minor units, without sign, point, blank or leading zero', () => {
    const rules = MESSAGES.refund;
    const honest = { refundRequestId: 'r', paymentId: 'p' };
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9 +.eE-]{0,20}$/), fc.double()), (value) => {
        const message = { ...honest, refundAmount: { currency: 'PHP', value } };
        const passes = checkFields(rules, message) === undefined;
        // JSON's own number is as good as its digits, as long as no other number is read as the same.
        const isExact = typeof value === 'string' || Number.isSafeInteger(value);
        expect(passes).toBe(isExact && /^[1-9][0-9]{0,15}$/.test(String(value)));
      }),
      { numRuns: 1000, examples: [[2 ** 53], [2 ** 53 - 1]] },
    );
  });
});

describe('what controls are told', () => {
  it('is a fault or a sentence', () => {
    const rule = fc.record(
      { match: json, do: fc.oneof(fc.constantFrom(...FAULT_KINDS), json), ms: json, code: json, times: json },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(json, rule), (value) => {
        const fault = readFault('flt_1', value);
        expect(typeof fault === 'string' ? fault.length > 0 : FAULT_KINDS.includes(fault.do)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is a setting of the right kind or a sentence', () => {
    const names = Object.keys(DEFAULT_SETTINGS);
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), json, { maxKeys: 3 }), (changes) => {
        const settings = changeSettings(DEFAULT_SETTINGS, changes);
        if (typeof settings !== 'string') expect(Object.keys(settings).toSorted()).toEqual(names.toSorted());
      }),
      { numRuns: 500 },
    );
  });
});

describe('the door', () => {
  let simulator: Simulator;
  let origin: string;
  beforeAll(async () => {
    simulator = await start(await testEnvironment());
    origin = `http://127.0.0.1:${simulator.port}`;
  });
  afterAll(() => simulator.stop());

  const consultBody = () =>
    JSON.stringify({
      customerBelongsTo: 'GCASH',
      authRedirectUrl: 'https://shop.example/back',
      authState: fresh('as'),
      scopes: ['AGREEMENT_PAY'],
      terminalType: 'WEB',
    });

  async function post(path: string, bytes: Uint8Array, headers: Record<string, string>) {
    const response = await fetch(origin + path, { method: 'POST', body: Buffer.from(bytes), headers });
    return { status: response.status, text: await response.text() };
  }

  /** Only such text can travel as a header. */
  const headerValue = fc.stringMatching(/^[\x21-\x7e]([\x20-\x7e]{0,60}[\x21-\x7e])?$/);

  it('believes no message with headers that anybody can write', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PATH_BY_API.values()),
        fc.option(headerValue, { nil: CLIENT_ID }),
        fc.oneof(headerValue, fc.constant(String(Date.now()))),
        fc.oneof(headerValue, fc.constant('algorithm=RSA256,keyVersion=1,signature=AQID')),
        fc.oneof(fc.uint8Array(), fc.constant(Buffer.from(consultBody()))),
        async (name, client, time, signature, bytes) => {
          const headers = { 'client-id': client, 'request-time': time, signature };
          const { status, text } = await post(`/ams/sandbox/api/v1/${name}`, bytes, headers);
          expect(status).toBe(200);
          expect(JSON.parse(text)).toMatchObject({ result: { resultStatus: 'F' } });
          expect(text).toMatch(/UNKNOWN_CLIENT|INVALID_SIGNATURE|KEY_NOT_FOUND/);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('believes a signed message, and none that differs from it in anything that is signed', async () => {
    const path = '/ams/sandbox/api/v1/authorizations/consult';
    const splice = (text: string, at: number, more: string) =>
      text.slice(0, at % (text.length + 1)) + more + text.slice((at % (text.length + 1)) + 1);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('path', 'time', 'body'),
        fc.nat(),
        fc.stringMatching(/^[0-9A-Za-z]{0,3}$/),
        async (part, at, more) => {
          const signed = { path, time: String(Date.now()), body: consultBody() };
          const sent = {
            ...signed,
            [part]: part === 'path' ? `${path}?x${more}` : splice(signed[part as 'time'], at, more),
          };
          const signature = signText(stringToSign(signed.path, signed.time, signed.body));
          const headers = { 'client-id': CLIENT_ID, 'request-time': sent.time || '0', signature };
          const { text } = await post(sent.path, Buffer.from(sent.body), headers);
          const same = sent.path === signed.path && sent.time === signed.time && sent.body === signed.body;
          if (same) expect(text).toContain('"resultCode":"SUCCESS"');
          else expect(text).toContain('"resultCode":"INVALID_SIGNATURE"');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('answers every signed body, however strange, with a signed result', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PATH_BY_API.values()),
        fc.oneof(
          body.map((value) => JSON.stringify(value)),
          fc.json(),
          fc.string(),
          fc.constant('['.repeat(30_000)),
        ),
        async (name, text) => {
          const path = `/ams/sandbox/api/v1/${name}`;
          const time = String(Date.now());
          const said = Buffer.from(text, 'utf8');
          const signature = signText(stringToSign(path, time, said.toString('utf8')));
          const reply = await post(path, said, { 'client-id': CLIENT_ID, 'request-time': time, signature });
          expect(reply.status).toBe(200);
          expect(reply.text).toMatch(/^\{"result":\{"resultCode":"[A-Z_]+","resultStatus":"[SFU]"/);
          expect(reply.text).not.toContain('"resultCode":"INVALID_SIGNATURE"');
        },
      ),
      { numRuns: 300 },
    );
  });
});
