// Makes `openssl.json`: messages that the openssl command signed, so that neither the client's nor the simulator's reading of
// the signature is what they are measured by. `node e2e/vectors/make.mjs` signs all cases anew with the keys that lie in the
// file; the same keys give the same bytes, so running it changes nothing unless a case was changed. `--new-keys` makes new keys.
//
// It knows the string to sign only as protocol 2.3 writes it down, and no code of ours.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const target = new URL('openssl.json', import.meta.url);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'vectors-'));

/** Each key: whose it is, and its size. */
const KEYS = {
  'merchant-2048': 2048,
  'merchant-3072': 3072,
  'merchant-4096': 4096,
  'gateway-2048': 2048,
  'gateway-3072': 3072,
  'gateway-4096': 4096,
};

const PAY = '/ams/api/v1/payments/pay';
const SANDBOX_PAY = '/ams/sandbox/api/v1/payments/pay';
const CONSULT = '/ams/sandbox/api/v1/authorizations/consult';
const HOOK = '/hooks/antom/payment';
const CLIENT = 'SANDBOX_5YVECTOR000000001';
const LIVE_CLIENT = '5YVECTOR000000000002';
const MS = '1685599933871';
const PLAIN = '{"paymentRequestId":"pay_20250301_000001","paymentAmount":{"currency":"PHP","value":"45000"}}';
const PAID = '{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success."}}';
/** Just under the 64 KiB that either side takes. */
const LONG_CHARACTERS = 65_000;

const request = (name, more) => ({ name, kind: 'request', key: 'merchant-2048', path: SANDBOX_PAY, time: MS, ...more });
const response = (name, more) => ({
  name,
  kind: 'response',
  key: 'gateway-2048',
  path: CONSULT,
  time: '2025-03-01T12:00:00+08:00',
  body: PAID,
  ...more,
});
const notification = (name, more) => ({
  name,
  kind: 'notification',
  key: 'gateway-2048',
  path: HOOK,
  time: MS,
  body: PAID,
  ...more,
});

// How the header is written; all of them carry the same signature (protocol 2.1, 2.4).
const standard = (value) => `algorithm=RSA256,keyVersion=1,signature=${encodeURIComponent(value)}`;
const headers = {
  blanks: (value) => `algorithm=RSA256, keyVersion=1, signature=${encodeURIComponent(value)}`,
  unordered: (value) => ` signature = ${encodeURIComponent(value)} ,algorithm =RSA256 , keyVersion= 1 `,
  raw: (value) => `algorithm=RSA256,keyVersion=1,signature=${value}`,
  lowerCase: (value) =>
    `algorithm=RSA256,keyVersion=1,signature=${encodeURIComponent(value).replaceAll(/%../g, (code) => code.toLowerCase())}`,
  noVersion: (value) => `algorithm=RSA256,signature=${encodeURIComponent(value)}`,
  noAlgorithm: (value) => `keyVersion=1,signature=${encodeURIComponent(value)}`,
  onlySignature: (value) => `signature=${encodeURIComponent(value)}`,
  version: (version) => (value) => `algorithm=RSA256,keyVersion=${version},signature=${encodeURIComponent(value)}`,
};

const CASES = [
  // Keys of every size, on both sides.
  request('request-2048', { body: PLAIN }),
  request('request-3072', { key: 'merchant-3072', body: PLAIN }),
  request('request-4096', { key: 'merchant-4096', body: PLAIN }),
  response('response-2048', {}),
  response('response-3072', { key: 'gateway-3072' }),
  response('response-4096', { key: 'gateway-4096' }),
  notification('notification-2048', {}),
  notification('notification-3072', { key: 'gateway-3072' }),
  notification('notification-4096', { key: 'gateway-4096' }),

  // Bodies that a parser and a writer would not give back byte for byte.
  request('utf8-beyond-bmp', { body: '{"orderDescription":"Kaffeekiste 😀🇵🇭 咖啡 𝒜 e\u0301 ‏مرحبا"}' }),
  request('escaped-slashes', {
    key: 'merchant-3072',
    body: '{"paymentNotifyUrl":"https:\\/\\/shop.example\\/hooks","a":"\\u0041"}',
  }),
  request('duplicate-keys', { key: 'merchant-4096', body: '{"value":"1","value":"2","value":"1"}' }),
  request('trailing-newline', { body: `${PLAIN}\n` }),
  request('leading-newline', { body: `\n${PLAIN}` }),
  request('crlf', { body: '{\r\n  "a": "1"\r\n}\r\n' }),
  request('pretty-printed', { body: JSON.stringify(JSON.parse(PLAIN), null, 4) }),
  request('empty-body', { body: '' }),
  request('only-a-line-feed', { body: '\n' }),
  request('byte-order-mark', { body: `\uFEFF${PLAIN}` }),
  request('nul-escape', { body: '{"a":"\\u0000","b":"\\u0000\\u0000"}' }),
  request('raw-nul-bytes', { bytes: Buffer.from('{"a":"\0"}\0', 'utf8') }),
  request('lone-surrogate-escape', { body: '{"a":"\\ud83d","b":"\\ude00"}' }),
  request('not-utf8', { bytes: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x80, 0xc3, 0x28, 0x22, 0x7d]) }),
  request('numbers-as-written', { body: '{"a":1.0,"b":1e2,"c":-0,"d":12345678901234567890}' }),
  request('very-long', { body: `{"extendInfo":"${'0123456789abcdef'.repeat(LONG_CHARACTERS / 16)}"}` }),
  request('body-like-a-string-to-sign', { body: `POST ${PAY}\n${CLIENT}.${MS}.{}` }),

  // Paths, clients and times.
  request('live-client', { path: PAY, clientId: LIVE_CLIENT, body: PLAIN }),
  request('request-time-iso', { time: '2025-03-01T12:08:55+08:00', body: PLAIN }),
  request('request-time-utc', { time: '2025-03-01T04:08:55Z', body: PLAIN }),
  request('path-with-query', { path: `${SANDBOX_PAY}?a=1&b=%2F&c=+`, body: PLAIN }),
  response('response-time-half-hour', { time: '2019-04-04T14:08:56+05:30' }),
  response('response-time-utc', { time: '2025-03-01T04:00:00Z' }),
  notification('hook-with-query', { path: '/hooks/antom?shop=7&note=caf%C3%A9' }),
  notification('hook-at-the-root', { path: '/' }),
  notification('hook-time-iso', { time: '2025-03-01T12:08:55-03:30' }),

  // The same signature, written in every way that must be read.
  request('header-with-blanks', { body: PLAIN, header: headers.blanks }),
  request('header-in-other-order', { body: PLAIN, header: headers.unordered }),
  request('header-raw-base64', { body: PLAIN, header: headers.raw }),
  request('header-lower-case-encoding', { body: PLAIN, header: headers.lowerCase }),
  request('header-without-version', { body: PLAIN, header: headers.noVersion, keyVersion: null }),
  request('header-without-algorithm', { body: PLAIN, header: headers.noAlgorithm }),
  request('header-only-signature', { body: PLAIN, header: headers.onlySignature, keyVersion: null }),
  request('header-version-2', { body: PLAIN, header: headers.version('2'), keyVersion: '2' }),
  notification('notification-version-10', { header: headers.version('10'), keyVersion: '10' }),
  response('response-raw-base64', { key: 'gateway-3072', header: headers.raw }),
];

function openssl(args, input) {
  return execFileSync('openssl', args, { input, maxBuffer: 1 << 24 });
}

function makeKey(bits) {
  const pem = openssl(['genpkey', '-quiet', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`]);
  return {
    bits,
    privateKey: openssl(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], pem).toString('base64'),
    publicKey: openssl(['pkey', '-pubout', '-outform', 'DER'], pem).toString('base64'),
  };
}

/** A file per key, since openssl signs with nothing else. */
function keyFile(name, { privateKey }) {
  const file = path.join(scratch, `${name}.pem`);
  const lines = privateKey.match(/.{1,64}/g).join('\n');
  writeFileSync(file, `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`, { mode: 0o600 });
  return file;
}

function sign(one, file) {
  const { kind, key, path, time, clientId = CLIENT, keyVersion = '1', header = standard } = one;
  const body = one.bytes ?? Buffer.from(one.body, 'utf8');
  const said = Buffer.concat([Buffer.from(`POST ${path}\n${clientId}.${time}.`, 'utf8'), body]);
  const value = openssl(['dgst', '-sha256', '-sign', file, '-binary'], said).toString('base64');
  return {
    name: one.name,
    kind,
    key,
    path,
    clientId,
    time,
    ...(one.bytes ? { bodyBase64: body.toString('base64') } : { body: one.body }),
    bodyBytes: body.length,
    stringToSignSha256: openssl(['dgst', '-sha256', '-r'], said).toString().slice(0, 64),
    keyVersion,
    signature: value,
    signatureHeader: header(value),
  };
}

/** ASCII only, so that no editor and no eye can mistake a character for another. */
function toAscii(text) {
  return text.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

try {
  const known = existsSync(target) && !process.argv.includes('--new-keys') ? JSON.parse(readFileSync(target)).keys : {};
  const keys = Object.fromEntries(Object.entries(KEYS).map(([name, bits]) => [name, known[name] ?? makeKey(bits)]));
  const files = Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, keyFile(name, key)]));
  const made = {
    note: 'Throw-away keys and signatures, made by the openssl command: node e2e/vectors/make.mjs.',
    keys,
    cases: CASES.map((one) => sign(one, files[one.key])),
  };
  writeFileSync(target, `${toAscii(JSON.stringify(made, null, 2))}\n`);
  process.stdout.write(`${made.cases.length} messages signed with ${Object.keys(keys).length} keys.\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
