/** Keys that change while a process runs: taken when they are whole, and never replaced by something that cannot be used. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { loadEnv } from '@/lib/kit/env';
import { createLogger } from '@/lib/kit/log';
import { watchKeys, type WatchedKeys } from './watch-keys';

const newPair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = (key: typeof privateKey, type: 'pkcs8' | 'spki') =>
    key.export({ type, format: 'pem' } as never) as string;
  return { privateKey: pem(privateKey, 'pkcs8'), publicKey: pem(publicKey, 'spki') };
};
const [first, second] = [newPair(), newPair()];

const folder = mkdtempSync(path.join(os.tmpdir(), 'mandate-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string) => path.join(folder, name);
const write = (name: string, text: string) => writeFileSync(file(name), text);

let watched: WatchedKeys;
let nowMs = 1_000_000;

function start(variables: Record<string, string> = {}): void {
  const env = loadEnv({
    MANDATE_MODE: 'demo',
    DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing',
    AUTH_SECRET: 'a secret of tests, long enough to be taken',
    TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    ALIPAY_GATEWAY_URL: 'http://localhost:9',
    ALIPAY_CLIENT_ID: 'SANDBOX_5Y0000000000000000',
    ALIPAY_MERCHANT_PRIVATE_KEY_FILE: file('private'),
    ALIPAY_KEY_VERSION_FILE: file('version'),
    ALIPAY_PUBLIC_KEYS_FILE: file('public'),
    ...variables,
  });
  watched = watchKeys(env.alipay, createLogger('test', 'silent'));
  watched.close();
}

/** Looks every two seconds, as the process does by itself. */
function wait(seconds: number): void {
  for (let waited = 0; waited < seconds; waited += 2) watched.look((nowMs += 2_000));
}

beforeEach(() => {
  write('private', first.privateKey);
  write('version', '1');
  write('public', `1:${first.publicKey}`);
  start();
});

const isSigningWith = ({ privateKey }: { privateKey: string }) =>
  watched.keys().privateKey.export({ type: 'pkcs8', format: 'pem' }) === privateKey;

describe("Alipay's keys", () => {
  it('grow by one and shrink by one while the process runs', () => {
    write('public', `1:${first.publicKey},2:${second.publicKey}`);
    wait(4);
    expect(watched.inUse()).toMatchObject({ holds: ['1', '2'], problem: null });
    write('public', `2:${second.publicKey}`);
    wait(4);
    expect([...watched.keys().publicKeys.keys()]).toEqual(['2']);
  });

  it('are parsed once per change, not once per look', () => {
    const { publicKeys, privateKey } = watched.keys();
    wait(20);
    expect(watched.keys().publicKeys).toBe(publicKeys);
    write('public', `2:${second.publicKey}`);
    wait(4);
    expect(watched.keys().publicKeys).not.toBe(publicKeys);
    expect(watched.keys().privateKey, 'the other side is left alone').toBe(privateKey);
  });

  it('are not taken from a file that is still being written', () => {
    write('public', `1:${first.publicKey},2:${second.publicKey.slice(0, 200)}`);
    wait(2);
    write('public', `1:${first.publicKey},2:${second.publicKey}`);
    wait(2);
    expect(watched.inUse()).toMatchObject({ holds: ['1'], problem: null });
    wait(2);
    expect(watched.inUse()).toMatchObject({ holds: ['1', '2'], problem: null });
  });
});

describe('a new file that cannot be used', () => {
  it.each([
    ['broken', () => write('public', '1:not a key at all'), /^ALIPAY_PUBLIC_KEYS cannot be used: /],
    ['empty', () => write('public', ' \n'), /^ALIPAY_PUBLIC_KEYS_FILE names an empty file/],
    ['gone', () => rmSync(file('public')), /^ALIPAY_PUBLIC_KEYS_FILE names a file that is not there/],
    [
      'a public key',
      () => write('private', first.publicKey),
      /^ALIPAY_MERCHANT_PRIVATE_KEY cannot be used: this is a public/,
    ],
    ['no version', () => write('version', 'two words'), /^ALIPAY_KEY_VERSION must be a short version/],
  ])('changes nothing and is told until it is mended (%s)', (_what, spoil, sentence) => {
    const before = watched.keys();
    spoil();
    wait(4);
    expect(watched.keys()).toEqual(before);
    expect(watched.inUse().problem).toMatch(sentence);
    const { problemSince } = watched.inUse();
    wait(10);
    expect(watched.inUse().problemSince).toBe(problemSince);

    write('private', first.privateKey);
    write('version', '1');
    write('public', `1:${first.publicKey}`);
    wait(4);
    expect(watched.inUse()).toEqual({ signsWith: '1', holds: ['1'], problem: null, problemSince: null });
  });

  it('says nothing of what it holds', () => {
    write('private', first.privateKey.slice(0, 400));
    wait(4);
    const secret = first.privateKey.split('\n')[3]!;
    expect(first.privateKey).toContain(secret);
    expect(JSON.stringify(watched.inUse())).not.toContain(secret);
  });
});

describe('our own key', () => {
  it('and its version change together, whichever file is written first', () => {
    write('private', second.privateKey);
    wait(30);
    expect(isSigningWith(first), 'half a change would sign with the new key under the old name').toBe(true);
    write('version', '2');
    wait(4);
    expect(isSigningWith(second)).toBe(true);
    expect(watched.keys().keyVersion).toBe('2');

    write('version', '3');
    wait(30);
    expect(watched.keys().keyVersion).toBe('2');
    write('private', first.privateKey);
    wait(4);
    expect(isSigningWith(first)).toBe(true);
    expect(watched.keys().keyVersion).toBe('3');
  });

  it('counts alone after a minute, for whoever changes only one of the two', () => {
    write('private', second.privateKey);
    wait(58);
    expect(isSigningWith(first)).toBe(true);
    wait(10);
    expect(isSigningWith(second)).toBe(true);
    expect(watched.keys().keyVersion).toBe('1');
  });

  it('changes at once where its version is not in a file', () => {
    start({ ALIPAY_KEY_VERSION_FILE: '', ALIPAY_KEY_VERSION: '7' });
    write('private', second.privateKey);
    wait(4);
    expect(isSigningWith(second)).toBe(true);
    expect(watched.keys().keyVersion).toBe('7');
  });

  it('given in the environment itself stays as it is', () => {
    start({
      ALIPAY_MERCHANT_PRIVATE_KEY_FILE: '',
      ALIPAY_MERCHANT_PRIVATE_KEY: first.privateKey,
      ALIPAY_PUBLIC_KEYS_FILE: '',
      ALIPAY_PUBLIC_KEYS: `1:${first.publicKey}`,
      ALIPAY_KEY_VERSION_FILE: '',
    });
    write('private', second.privateKey);
    write('public', `2:${second.publicKey}`);
    wait(70);
    expect(isSigningWith(first)).toBe(true);
    expect(watched.inUse()).toMatchObject({ signsWith: '1', holds: ['1'] });
  });
});
