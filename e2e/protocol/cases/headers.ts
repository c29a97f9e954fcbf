/**
 * Who is believed: headers, client, key version, path, time and bytes (protocol 2). Every API is asked the same, since the
 * gateway's door is the same for all.
 */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import http from 'node:http';
import { expect } from 'vitest';
import { code, rule, type ProtocolCase } from '../case';
import { APIS, PATHS, type Api, type Status } from '../codes';
import { fresh } from '../ids';
import { type Answer, type Manner, Merchant, readAlipayKeys, standardHeader, verifyHeader } from '../merchant';
import { consultMessage, harmlessMessage } from '../messages';
import { type Protocol } from '../protocol';
import { expectResult } from '../steps';

/** A key that nobody uploaded. */
const STRANGER = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const NO_VERSION = '99';

/** Refused before anybody is known: in plain JSON, without a signature (protocol 2.2). */
async function expectRefused(
  protocol: Protocol,
  api: Api | string,
  message: object | string | Uint8Array,
  manner: Manner,
): Promise<Answer> {
  const answer = await protocol.merchant.send(api, message, manner);
  expect(answer.httpStatus).toBe(200);
  expect(answer.result.resultStatus, answer.text).toBe('F');
  expect(answer.signature).toBe('none');
  return answer;
}

function refusal(title: string, resultCode: string, manner: (protocol: Protocol) => Manner): ProtocolCase {
  return {
    title: `a request ${title} is refused with ${resultCode}`,
    covers: [code('gateway', resultCode)],
    async run(protocol) {
      const answer = await expectRefused(protocol, 'consult', consultMessage(protocol), manner(protocol));
      expectResult(answer, resultCode, 'F');
    },
  };
}

function accepted(title: string, name: string, manner: (protocol: Protocol) => Manner, body?: string): ProtocolCase {
  return {
    title: `a request ${title} is taken`,
    covers: [rule('gateway', name)],
    async run(protocol) {
      const answer = await protocol.call('consult', body ?? consultMessage(protocol), manner(protocol));
      expectResult(answer, 'SUCCESS', 'S');
    },
  };
}

const ofEveryApi: ProtocolCase[] = APIS.flatMap((api): ProtocolCase[] => {
  const refused = (title: string, resultCode: string, manner: Manner): ProtocolCase => ({
    title: `${api} ${title} is refused with ${resultCode}, without a signature`,
    covers: [code(api, resultCode)],
    async run(protocol) {
      expectResult(await expectRefused(protocol, api, harmlessMessage(protocol, api), manner), resultCode, 'F');
    },
  });
  return [
    refused('signed by a stranger', 'INVALID_SIGNATURE', { privateKey: STRANGER }),
    refused('whose body was changed after signing', 'INVALID_SIGNATURE', { signedBody: Buffer.from('{}') }),
    refused('of a client nobody knows', 'UNKNOWN_CLIENT', { clientId: 'SANDBOX_5YNOBODY00000000' }),
    refused('with a key version nobody uploaded', 'KEY_NOT_FOUND', { keyVersion: NO_VERSION }),
    {
      title: `${api} with bytes that are no JSON object is refused with PARAM_ILLEGAL, properly signed`,
      covers: [code(api, 'PARAM_ILLEGAL')],
      async run(protocol) {
        for (const bytes of ['', 'null', '[]', '"text"', '{"a":', '{} {}', '{"a":1}}']) {
          expectResult(await protocol.call(api, bytes), 'PARAM_ILLEGAL', 'F');
        }
      },
    },
    {
      title: `${api} ignores fields that it does not know`,
      covers: [rule(api, 'unknown fields are ignored')],
      evidence: 'judged',
      async run(protocol) {
        const message = harmlessMessage(protocol, api);
        const plain = await protocol.call(api, message);
        const odd = await protocol.call(api, {
          ...harmlessMessage(protocol, api),
          somethingNew: { a: ['b', 1, null] },
          metadata2: 'text',
        });
        expect(odd.result.resultCode).toBe(plain.result.resultCode);
      },
    },
  ];
});

const headerForms: ProtocolCase[] = [
  accepted('whose signature items stand in another order', 'signature header: order and blanks', () => ({
    signature: (base64, version) =>
      `signature=${encodeURIComponent(base64)}, algorithm=RSA256 , keyVersion = ${version}`,
  })),
  accepted('with blanks after the commas, as the documents write it', 'signature header: order and blanks', () => ({
    signature: (base64, version) => `algorithm=RSA256, keyVersion=${version}, signature=${encodeURIComponent(base64)}`,
  })),
  accepted('without the algorithm', 'signature header: algorithm may be absent', () => ({
    signature: (base64, version) => `keyVersion=${version},signature=${encodeURIComponent(base64)}`,
  })),
  accepted('without a key version, which means the newest key', 'signature header: keyVersion may be absent', () => ({
    signature: (base64) => `algorithm=RSA256,signature=${encodeURIComponent(base64)}`,
  })),
  {
    ...accepted('whose signature is base64 as it is', 'signature header: raw base64', () => ({
      signature: (base64, version) => `algorithm=RSA256,keyVersion=${version},signature=${base64}`,
    })),
    evidence: 'judged',
  },
  accepted('encoded with small hexadecimal letters', 'signature header: percent-encoding', () => ({
    signature: (base64, version) =>
      standardHeader(base64, version).replaceAll(/%[0-9A-F]{2}/g, (triple) => triple.toLowerCase()),
  })),
  ...['signature=', 'keyVersion=1', 'signature=%%%', 'signature=AQID', 'nonsense', 'signature=a b c'].map(
    (text): ProtocolCase => ({
      ...refusal(`whose Signature header is "${text}"`, 'INVALID_SIGNATURE', () => ({ signature: () => text })),
      evidence: 'judged',
    }),
  ),
  {
    ...refusal('that names another algorithm', 'INVALID_SIGNATURE', () => ({
      signature: (base64, version) => standardHeader(base64, version).replace('RSA256', 'RSA1'),
    })),
    evidence: 'judged',
  },
  {
    ...refusal('with two signatures', 'INVALID_SIGNATURE', () => ({
      signature: (base64, version) => `${standardHeader(base64, version)},signature=AQID`,
    })),
    evidence: 'judged',
  },
];

/** A header that must be there: which code its absence gives is not documented, that it is refused is. */
const missingHeaders: ProtocolCase[] = ['Client-Id', 'Request-Time', 'Signature'].map((name) => ({
  title: `a request without ${name} is refused`,
  covers: [rule('gateway', `${name} is required`)],
  async run(protocol) {
    const answer = await protocol.merchant.send('consult', consultMessage(protocol), { headers: { [name]: null } });
    expect(answer.result.resultStatus, answer.text).toBe('F');
  },
}));

const optionalHeaders: ProtocolCase[] = [
  accepted('without Content-Type', 'Content-Type may be absent', () => ({ headers: { 'Content-Type': null } })),
  accepted('with another Content-Type', 'Content-Type may be absent', () => ({
    headers: { 'Content-Type': 'text/plain' },
  })),
];

const times: ProtocolCase[] = [
  accepted('with the time in epoch milliseconds', 'Request-Time: epoch milliseconds', () => ({
    time: String(Date.now()),
  })),
  ...['Z', '+08:00', '-03:30'].map((offset) =>
    accepted(`with the time in ISO 8601 and ${offset}`, 'Request-Time: ISO 8601', () => ({ time: isoNow(offset) })),
  ),
  refusal('signed with the same time in another form', 'INVALID_SIGNATURE', () => {
    const now = Math.floor(Date.now() / 1000) * 1000;
    return { time: String(now), signedTime: new Date(now).toISOString().replace('.000', '') };
  }),
  refusal('signed with the time of a moment later', 'INVALID_SIGNATURE', () => {
    const now = Date.now();
    return { time: String(now), signedTime: String(now + 1) };
  }),
  {
    title: 'a request whose time is no time is refused',
    covers: [rule('gateway', 'Request-Time must be a time')],
    evidence: 'judged',
    async run(protocol) {
      for (const time of ['yesterday', '12', '2025-13-45T99:00:00Z', '-1']) {
        const answer = await protocol.merchant.send('consult', consultMessage(protocol), { time });
        expect(answer.result.resultStatus, `${time}: ${answer.text}`).toBe('F');
      }
    },
  },
  {
    title: 'a request of long ago or from far ahead is taken, since no limit is documented',
    covers: [rule('gateway', 'no clock skew limit by default')],
    evidence: 'judged',
    async run(protocol) {
      for (const time of ['1000000000000', '4000000000000', '2001-09-09T01:46:40Z']) {
        expectResult(await protocol.call('consult', consultMessage(protocol), { time }), 'SUCCESS', 'S');
      }
    },
  },
  {
    title: 'with the switch for the clock skew on, a request beyond it is refused and one within it is taken',
    covers: [rule('gateway', 'clock skew limit as a switch')],
    evidence: 'judged',
    needs: ['controls'],
    async run(protocol) {
      await protocol.controls.set({ clockSkewSeconds: 60 });
      const now = await protocol.now();
      const at = (ms: number) =>
        protocol.merchant.send('consult', consultMessage(protocol), { time: String(now + ms) });
      expect((await at(-90_000)).result.resultStatus).toBe('F');
      expect((await at(90_000)).result.resultStatus).toBe('F');
      expectResult(await at(-30_000), 'SUCCESS', 'S');
      expectResult(await at(30_000), 'SUCCESS', 'S');
    },
  },
];

function isoNow(offset: string): string {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  const shift = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return `${new Date(Date.now() + shift).toISOString().slice(0, 19)}${offset}`;
}

const paths: ProtocolCase[] = [
  refusal('signed with the short path of the documents', 'INVALID_SIGNATURE', () => ({
    signedPath: `/v1/${PATHS.consult}`,
  })),
  refusal('signed with the path of another API', 'INVALID_SIGNATURE', ({ merchant }) => ({
    signedPath: merchant.path('pay'),
  })),
  refusal('signed with a slash behind the path', 'INVALID_SIGNATURE', ({ merchant }) => ({
    signedPath: `${merchant.path('consult')}/`,
  })),
  refusal('signed with the host before the path', 'INVALID_SIGNATURE', ({ merchant }) => ({
    signedPath: `${merchant.identity.url}${merchant.path('consult')}`,
  })),
  refusal("signed with the other environment's path", 'INVALID_SIGNATURE', ({ merchant }) => ({
    signedPath: merchant.path('consult').includes('/sandbox/')
      ? merchant.path('consult').replace('/sandbox', '')
      : merchant.path('consult').replace('/ams/', '/ams/sandbox/'),
  })),
  refusal('signed without the query that it is sent with', 'INVALID_SIGNATURE', ({ merchant }) => ({
    path: `${merchant.path('consult')}?shop=7`,
    signedPath: merchant.path('consult'),
  })),
  accepted('with a query that is signed too', 'the query is part of the signed path', ({ merchant }) => ({
    path: `${merchant.path('consult')}?shop=7&note=caf%C3%A9`,
  })),
  refusal('signed for another client', 'INVALID_SIGNATURE', () => ({ signedClientId: 'SANDBOX_5YANOTHER0000000' })),
  {
    title: 'an API that there is not is answered NO_INTERFACE_DEF',
    covers: [code('gateway', 'NO_INTERFACE_DEF')],
    async run(protocol) {
      for (const api of ['payments/nothing', 'authorizations', 'payments/pay/again']) {
        const answer = await protocol.merchant.send(api, {});
        expect(answer.httpStatus).toBe(200);
        expectResult(answer, 'NO_INTERFACE_DEF', 'F');
      }
    },
  },
  {
    title: "a sandbox client is not known at production's path, nor the other way round",
    covers: [rule('gateway', 'one client id lives in one environment')],
    evidence: 'judged',
    async run(protocol) {
      const { merchant } = protocol;
      const own = merchant.path('consult');
      const path = own.includes('/sandbox/') ? own.replace('/sandbox', '') : own.replace('/ams/', '/ams/sandbox/');
      const answer = await merchant.send('consult', consultMessage(protocol), { path });
      expect(answer.result.resultStatus).toBe('F');
    },
  },
];

const bodies: ProtocolCase[] = (
  [
    ['written over several lines', (text: string) => JSON.stringify(JSON.parse(text), null, 2)],
    ['with a line feed behind it', (text: string) => `${text}\n`],
    ['with carriage returns', (text: string) => JSON.stringify(JSON.parse(text), null, 1).replaceAll('\n', '\r\n')],
    ['with escaped slashes', (text: string) => text.replaceAll('/', '\\/')],
    ['with a field twice', (text: string) => text.replace('{', '{"terminalType":"WEB",')],
    [
      'with characters beyond the basic plane',
      (text: string) => text.replace('{', '{"extendInfo":"Kaffee 😀 咖啡 𝒜 مرحبا",'),
    ],
    ['with characters escaped', (text: string) => text.replace('{', '{"extendInfo":"\\ud83d\\ude00 \\u0000 \\u2028",')],
  ] as const
).map(([called, change]) => ({
  title: `a body ${called} is taken as it was signed, and refused when signed as it would be written anew`,
  covers: [rule('gateway', 'the signature is over the raw bytes')],
  async run(protocol) {
    const text = change(JSON.stringify(consultMessage(protocol)));
    expectResult(await protocol.call('consult', text), 'SUCCESS', 'S');
    const parsed = JSON.stringify(JSON.parse(text));
    const anew = parsed === text ? escapeAll(parsed) : parsed;
    const answer = await expectRefused(protocol, 'consult', text, { signedBody: Buffer.from(anew) });
    expectResult(answer, 'INVALID_SIGNATURE', 'F');
  },
}));

/** The same JSON with every character beyond ASCII escaped. */
function escapeAll(text: string): string {
  return text.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Sent without fetch, which would put it in order. */
function sendRaw(
  protocol: Protocol,
  target: string,
  headerName: (name: string) => string,
): Promise<Answer['signature']> {
  const { merchant } = protocol;
  const { path, body, headers } = merchant.prepare('consult', consultMessage(protocol));
  const { hostname, port } = new URL(merchant.identity.url);
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [headerName(name), value]));
  return new Promise((resolve, reject) => {
    const options = {
      hostname,
      port,
      method: 'POST',
      path: target,
      headers: { ...named, 'content-length': body.length },
    };
    const request = http.request(options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const { 'client-id': client, 'response-time': time, signature } = response.headers;
      const said = Buffer.concat([Buffer.from(`POST ${path}\n${String(client)}.${String(time)}.`), ...chunks]);
      resolve(verifyHeader(String(signature ?? ''), said, merchant.identity.alipayKeys));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const transport: ProtocolCase[] = [
  {
    title: 'header names are read in whatever letters they come',
    covers: [rule('gateway', 'header names are case-insensitive')],
    needs: ['controls'],
    async run(protocol) {
      const path = protocol.merchant.path('consult');
      expect(await sendRaw(protocol, path, (name) => name.toUpperCase())).toBe('valid');
      expect(await sendRaw(protocol, path, (name) => name.toLowerCase())).toBe('valid');
    },
  },
  {
    title: 'a request target with scheme and host is taken, and signed without them',
    covers: [rule('gateway', 'absolute request targets are stripped')],
    needs: ['controls'],
    async run(protocol) {
      const target = `${protocol.merchant.identity.url}${protocol.merchant.path('consult')}`;
      expect(await sendRaw(protocol, target, (name) => name)).toBe('valid');
    },
  },
  {
    title: 'only POST does anything',
    covers: [rule('gateway', 'the method is always POST')],
    async run(protocol) {
      const response = await fetch(protocol.merchant.identity.url + protocol.merchant.path('consult'));
      expect(response.status === 200 ? (await response.text()).includes('"S"') : false).toBe(false);
    },
  },
  {
    title:
      "the answer's Signature header has the signature third and no bare equals sign in it, for clients that split",
    covers: [rule('gateway', 'the answer suits clients that split the header')],
    evidence: 'judged',
    async run(protocol) {
      const answer = await protocol.call('consult', consultMessage(protocol));
      const items = (answer.headers.get('signature') ?? '').split(',');
      expect(items.map((item) => item.trim().split('=')[0])).toEqual(['algorithm', 'keyVersion', 'signature']);
      expect(items[2]?.split('=')).toHaveLength(2);
    },
  },
];

const publicText = (key: KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');

/** A reset forgets no key, since the merchant would be locked out; so each of these cases leaves the keys as it found them. */
async function withKeysKept(protocol: Protocol, run: () => Promise<void>): Promise<void> {
  const { controls, merchant } = protocol;
  try {
    await run();
  } finally {
    await controls.ask('PUT', 'keys/merchant/1', { publicKey: publicText(merchant.identity.privateKey) });
    await controls.ask('DELETE', 'keys/merchant/2').catch(() => null);
    await controls.ask('PUT', 'keys/gateway/1/active');
  }
}

/** Keys change while the gateway runs (protocol 2.1, 2.4). */
const keys: ProtocolCase[] = [
  {
    title:
      'a key that the merchant uploads beside the old one is believed, and so is the old one until it is withdrawn',
    covers: [rule('gateway', 'several merchant keys by version')],
    needs: ['controls'],
    run: (protocol) =>
      withKeysKept(protocol, async () => {
        const ask = (manner: Manner) => protocol.call('consult', consultMessage(protocol), manner);
        const refused = (manner: Manner) => expectRefused(protocol, 'consult', consultMessage(protocol), manner);
        await protocol.controls.ask('PUT', 'keys/merchant/2', { publicKey: publicText(STRANGER) });
        expectResult(await ask({}), 'SUCCESS', 'S');
        expectResult(await ask({ keyVersion: '2', privateKey: STRANGER }), 'SUCCESS', 'S');
        expectResult(await refused({ keyVersion: '2' }), 'INVALID_SIGNATURE', 'F');
        await protocol.controls.ask('DELETE', 'keys/merchant/1');
        expectResult(await refused({}), 'KEY_NOT_FOUND', 'F');
        expectResult(await ask({ keyVersion: '2', privateKey: STRANGER }), 'SUCCESS', 'S');
      }),
  },
  {
    title: 'a request without a key version means the newest key',
    covers: [rule('gateway', 'signature header: keyVersion may be absent')],
    needs: ['controls'],
    run: (protocol) =>
      withKeysKept(protocol, async () => {
        const signature = (base64: string) => `algorithm=RSA256,signature=${encodeURIComponent(base64)}`;
        await protocol.controls.ask('PUT', 'keys/merchant/2', { publicKey: publicText(STRANGER) });
        const newest = { signature, privateKey: STRANGER };
        expectResult(await protocol.call('consult', consultMessage(protocol), newest), 'SUCCESS', 'S');
        const older = await expectRefused(protocol, 'consult', consultMessage(protocol), { signature });
        expectResult(older, 'INVALID_SIGNATURE', 'F');
      }),
  },
  {
    title: "when Alipay's side changes its key, answers name the new version and verify with the new key",
    covers: [rule('gateway', 'several keys of Alipay by version')],
    needs: ['controls'],
    run: (protocol) =>
      withKeysKept(protocol, async () => {
        const made = await protocol.controls.ask<{ publicKey: string }>('POST', 'keys/gateway', { version: '2' });
        const before = await protocol.call('consult', consultMessage(protocol));
        expect(before.headers.get('signature')).toContain('keyVersion=1,');
        await protocol.controls.ask('PUT', 'keys/gateway/2/active');
        const { signature, headers } = await protocol.merchant.send('consult', consultMessage(protocol));
        expect(headers.get('signature')).toContain('keyVersion=2,');
        expect(signature).toBe('invalid');
        const { identity } = protocol.merchant;
        const alipayKeys = new Map([...identity.alipayKeys, ...readAlipayKeys(`2:${made.publicKey}`)]);
        const informed = new Merchant({ ...identity, alipayKeys });
        expect((await informed.send('consult', consultMessage(protocol))).signature).toBe('valid');
      }),
  },
];

const order: ProtocolCase[] = [
  {
    title: 'a client nobody knows is named before its signature is looked at',
    covers: [rule('gateway', 'order of checks: client before signature')],
    evidence: 'judged',
    async run(protocol) {
      const manner = { clientId: 'SANDBOX_5YNOBODY00000000', privateKey: STRANGER };
      expectResult(await expectRefused(protocol, 'pay', {}, manner), 'UNKNOWN_CLIENT', 'F');
    },
  },
  {
    title: 'a bad signature is named before the fields are looked at',
    covers: [rule('gateway', 'order of checks: signature before fields')],
    evidence: 'judged',
    async run(protocol) {
      const manner = { privateKey: STRANGER };
      for (const body of [{}, '[]', 'nonsense']) {
        expectResult(await expectRefused(protocol, 'pay', body, manner), 'INVALID_SIGNATURE', 'F');
      }
    },
  },
  {
    title: 'a pay whose signature is refused leaves nothing behind',
    covers: [rule('pay', 'a refusal of the request creates nothing')],
    needs: ['controls'],
    async run(protocol) {
      const refusals: readonly [Manner, string, Status][] = [
        [{ privateKey: STRANGER }, 'INVALID_SIGNATURE', 'F'],
        [{ keyVersion: NO_VERSION }, 'KEY_NOT_FOUND', 'F'],
      ];
      const accessToken = await protocol.token();
      const paymentRequestId = fresh('pay');
      for (const [manner, resultCode, status] of refusals) {
        const message = { ...harmlessMessage(protocol, 'pay'), paymentRequestId };
        const paying = { paymentMethod: { paymentMethodType: protocol.wallet.brand, paymentMethodId: accessToken } };
        expectResult(await expectRefused(protocol, 'pay', { ...message, ...paying }, manner), resultCode, status);
      }
      expectResult(await protocol.call('inquiryPayment', { paymentRequestId }), 'ORDER_NOT_EXIST', 'F');
    },
  },
];

export const HEADER_CASES: readonly ProtocolCase[] = [
  ...ofEveryApi,
  ...headerForms,
  ...missingHeaders,
  ...optionalHeaders,
  ...times,
  ...paths,
  ...bodies,
  ...transport,
  ...keys,
  ...order,
];
