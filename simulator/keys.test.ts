import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type KeysView } from './keys';
import {
  call,
  control,
  isSignedByGateway,
  MERCHANT_KEYS,
  type Reply,
  signText,
  start,
  stringToSign,
  testEnvironment,
} from './testing';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function run(environment?: Awaited<ReturnType<typeof testEnvironment>>) {
  const simulator = await start(environment ?? (await testEnvironment()));
  ends.push(() => simulator.stop());
  return { simulator, origin: `http://127.0.0.1:${simulator.port}` };
}

const SECOND = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const PATH = '/ams/sandbox/api/v1/payments/inquiryPayment';
const BODY = JSON.stringify({ paymentRequestId: 'nobody' });

/** Asks with a signature of the given key under the given version; null leaves the version out. */
function ask(origin: string, privateKey: string, version: string | null): Promise<Reply> {
  const time = String(Date.now());
  const signature = signText(stringToSign(PATH, time, BODY), privateKey, version);
  return call(origin, 'payments/inquiryPayment', BODY, { 'request-time': time, signature });
}

async function codeOf(asked: Promise<Reply>): Promise<string> {
  return (await asked).result.resultCode;
}

/** A key as it is pasted into dashboards. */
function bare(pem: string): string {
  return createPublicKey(pem).export({ type: 'spki', format: 'der' }).toString('base64');
}

function pemOf(publicKey: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${publicKey.replace(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----`;
}

describe('the merchant’s keys', () => {
  it('are several at once, each chosen by its version, and the newest when no version is named', async () => {
    const { origin } = await run();
    expect(await codeOf(ask(origin, SECOND.privateKey, '2'))).toBe('KEY_NOT_FOUND');
    const bound = await control<KeysView>(origin, 'PUT', 'keys/merchant/2', { publicKey: bare(SECOND.publicKey) });
    expect(bound.merchant).toEqual([
      { version: '1', publicKey: bare(MERCHANT_KEYS.publicKey) },
      { version: '2', publicKey: bare(SECOND.publicKey) },
    ]);
    expect(await codeOf(ask(origin, MERCHANT_KEYS.privateKey, '1'))).toBe('ORDER_NOT_EXIST');
    expect(await codeOf(ask(origin, SECOND.privateKey, '2'))).toBe('ORDER_NOT_EXIST');
    expect(await codeOf(ask(origin, SECOND.privateKey, '1'))).toBe('INVALID_SIGNATURE');
    expect(await codeOf(ask(origin, SECOND.privateKey, null))).toBe('ORDER_NOT_EXIST');
    expect(await codeOf(ask(origin, MERCHANT_KEYS.privateKey, null))).toBe('INVALID_SIGNATURE');
  });

  it('can be withdrawn, and then nobody is believed by them; the answer is not signed', async () => {
    const { origin } = await run();
    await control(origin, 'PUT', 'keys/merchant/2', { publicKey: SECOND.publicKey });
    await control(origin, 'DELETE', 'keys/merchant/1');
    const reply = await ask(origin, MERCHANT_KEYS.privateKey, '1');
    expect(reply.result.resultCode).toBe('KEY_NOT_FOUND');
    expect(reply.headers.get('signature')).toBeNull();
    await control(origin, 'DELETE', 'keys/merchant/2');
    expect(await codeOf(ask(origin, SECOND.privateKey, null))).toBe('KEY_NOT_FOUND');
  });

  it('uploaded again under a known version replace it and are the newest', async () => {
    const { origin } = await run();
    await control(origin, 'PUT', 'keys/merchant/2', { publicKey: MERCHANT_KEYS.publicKey });
    await control(origin, 'PUT', 'keys/merchant/1', { publicKey: SECOND.publicKey });
    expect(await codeOf(ask(origin, SECOND.privateKey, '1'))).toBe('ORDER_NOT_EXIST');
    expect(await codeOf(ask(origin, SECOND.privateKey, null))).toBe('ORDER_NOT_EXIST');
  });

  it('are refused when they are none', async () => {
    const { origin } = await run();
    expect(await control(origin, 'PUT', 'keys/merchant/2', { publicKey: 'no key' })).toHaveProperty('problem');
    expect(await control(origin, 'PUT', 'keys/merchant/a,b', { publicKey: SECOND.publicKey })).toHaveProperty(
      'problem',
    );
    expect(await control(origin, 'DELETE', 'keys/merchant/9')).toHaveProperty('problem');
    expect((await control<KeysView>(origin, 'GET', 'keys')).merchant).toHaveLength(1);
  });
});

describe('the gateway’s keys', () => {
  it('sign from the moment one is made active, under its own version', async () => {
    const { origin } = await run();
    const made = await control<{ version: string; publicKey: string }>(origin, 'POST', 'keys/gateway', {
      version: '2',
    });
    const before = await ask(origin, MERCHANT_KEYS.privateKey, '1');
    expect(before.signed).toBe(true);
    await control(origin, 'PUT', 'keys/gateway/2/active');
    const after = await ask(origin, MERCHANT_KEYS.privateKey, '1');
    expect(after.signed).toBe(false);
    expect(after.headers.get('signature')).toMatch(/^algorithm=RSA256,keyVersion=2,signature=[A-Za-z0-9%]+$/);
    const said = stringToSign(PATH, after.headers.get('response-time') ?? '', after.text);
    expect(isSignedByGateway(said, after.headers.get('signature'), pemOf(made.publicKey))).toBe(true);
  });

  it('are made once per version and activated only when they exist', async () => {
    const { origin } = await run();
    expect(await control(origin, 'POST', 'keys/gateway', { version: '1' })).toHaveProperty('problem');
    expect(await control(origin, 'PUT', 'keys/gateway/7/active')).toHaveProperty('problem');
    const { gateway } = await control<KeysView>(origin, 'GET', 'keys');
    expect(gateway).toEqual([{ version: '1', publicKey: expect.any(String), active: true }]);
  });
});

describe('changed keys', () => {
  it('outlive a restart and a reset, until a reset is asked to forget them too', async () => {
    const environment = await testEnvironment();
    const first = await run(environment);
    await control(first.origin, 'PUT', 'keys/merchant/2', { publicKey: SECOND.publicKey });
    await control(first.origin, 'DELETE', 'keys/merchant/1');
    await control(first.origin, 'POST', 'keys/gateway', { version: '2' });
    await control(first.origin, 'PUT', 'keys/gateway/2/active');
    const changed = await control<KeysView>(first.origin, 'GET', 'keys');
    await first.simulator.stop();

    const second = await run(environment);
    expect(await control(second.origin, 'GET', 'keys')).toEqual(changed);
    await control(second.origin, 'POST', 'reset');
    expect(await control(second.origin, 'GET', 'keys')).toEqual(changed);
    await second.simulator.stop();

    const third = await run(environment);
    expect(await control(third.origin, 'GET', 'keys')).toEqual(changed);
    await control(third.origin, 'POST', 'reset', { keys: true });
    const born = await control<KeysView>(third.origin, 'GET', 'keys');
    expect(born.merchant.map(({ version }) => version)).toEqual(['1']);
    expect(born.gateway).toMatchObject([{ version: '1', active: true }]);
    await third.simulator.stop();

    const fourth = await run(environment);
    expect(await control(fourth.origin, 'GET', 'keys')).toEqual(born);
  });
});
