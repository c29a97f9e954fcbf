// What a process accepts as its environment, and what it says when it does not.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';

import { EnvironmentError, loadEnv, type Source } from '@/lib/kit/env';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const bare = (pem: string) => pem.replace(/-----.*-----|\s/g, '');
const encryptionKey = randomBytes(32).toString('base64');

const complete: Source = {
  MANDATE_MODE: 'demo',
  DATABASE_URL: 'postgres://mandate:hidden-password@127.0.0.1:5432/mandate',
  AUTH_SECRET: 'a-secret-that-nobody-may-ever-see-printed',
  TOKEN_ENCRYPTION_KEYS: `k1:${encryptionKey}`,
  ALIPAY_GATEWAY_URL: 'http://localhost:4000',
  ALIPAY_CLIENT_ID: 'SANDBOX_5Y0123456789',
  ALIPAY_MERCHANT_PRIVATE_KEY: privatePem,
  ALIPAY_PUBLIC_KEYS: publicPem,
};

const live: Source = {
  ...complete,
  MANDATE_MODE: 'live',
  APP_URL: 'https://shop.example',
  ALIPAY_GATEWAY_URL: 'https://gateway.example',
  ALIPAY_CLIENT_ID: '5Y0123456789',
  ALIPAY_MERCHANT_NAME: 'Shop Example',
};

function problemsOf(source: Source): readonly string[] {
  try {
    loadEnv(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'mandate-env-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the environment', () => {
  test('a complete demo environment is accepted, with defaults for the rest', () => {
    const env = loadEnv(complete);
    expect(env).toMatchObject({ mode: 'demo', port: 3000, simulatorPort: 4000, debitsPaused: false, smtpUrl: null });
    expect(env.appUrl.href).toBe('http://localhost:3000/');
    expect(env.migrationUrl.reveal()).toBe(complete.DATABASE_URL);
    expect(env.hasMigrationRole).toBe(false);
    expect(env.alipay).toMatchObject({ keyVersion: '1', wallets: null, merchantName: 'Mandate Demo Shop' });
    expect(env.tokenEncryptionKeys[0]?.key.toString('base64')).toBe(encryptionKey);
    expect(path.isAbsolute(env.dataDir)).toBe(true);
  });

  test('without a mode it is demo without a gateway and test with one, never live', () => {
    const unset = { ...complete, MANDATE_MODE: undefined };
    expect(loadEnv(unset).mode).toBe('test');
    expect(loadEnv({ ...unset, ALIPAY_GATEWAY_URL: undefined }, { need: 'database' }).mode).toBe('demo');
    expect(loadEnv({ ...unset, ALIPAY_GATEWAY_URL: 'https://gateway.example' }).mode).toBe('test');
  });

  test('everything wrong is told at once', () => {
    const problems = problemsOf({
      MANDATE_MODE: 'live',
      PORT: 'many',
      APP_URL: 'http://shop.example/path',
      DEBITS_PAUSED: 'yes',
    });
    for (const name of [
      'PORT must',
      'APP_URL must have no path',
      'DEBITS_PAUSED must be 1 or 0',
      'DATABASE_URL is missing',
      'AUTH_SECRET is missing',
      'TOKEN_ENCRYPTION_KEYS is missing',
      'ALIPAY_GATEWAY_URL is missing',
      'ALIPAY_CLIENT_ID is missing',
      'ALIPAY_MERCHANT_PRIVATE_KEY is missing',
      'ALIPAY_PUBLIC_KEYS is missing',
      'ALIPAY_MERCHANT_NAME is missing',
    ]) {
      expect(problems.filter((problem) => problem.startsWith(name))).toHaveLength(1);
    }
  });

  test('live mode wants an address, https and every variable it needs', () => {
    expect(problemsOf(live)).toEqual([]);
    expect(problemsOf({ ...live, APP_URL: undefined })).toEqual([expect.stringContaining('APP_URL is missing')]);
    expect(problemsOf({ ...live, APP_URL: 'http://shop.example' })).toEqual(['APP_URL must be https in live mode']);
    const plainGateway = problemsOf({ ...live, ALIPAY_GATEWAY_URL: 'http://localhost:4000' });
    expect(plainGateway).toEqual(['ALIPAY_GATEWAY_URL must be https in live mode']);
  });

  test('demo mode stays on loopback unless it is made public on purpose', () => {
    const outside = { ...complete, APP_URL: 'http://demo.example' };
    expect(problemsOf(outside)).toEqual([expect.stringContaining('loopback')]);
    expect(problemsOf({ ...outside, DEMO_PUBLIC: '1' })).toEqual([]);
    expect(problemsOf({ ...complete, APP_URL: 'http://127.0.0.1:3000' })).toEqual([]);
    expect(problemsOf({ ...complete, APP_URL: 'http://[::1]:3000' })).toEqual([]);
  });

  test('any value may come from a file, and a file that is not there is named', () => {
    const file = path.join(folder, 'auth-secret');
    writeFileSync(file, `${complete.AUTH_SECRET}\n`);
    const fromFile = { ...complete, AUTH_SECRET: undefined, AUTH_SECRET_FILE: file };
    expect(loadEnv(fromFile).authSecret.reveal()).toBe(complete.AUTH_SECRET);
    const absent = problemsOf({ ...fromFile, AUTH_SECRET_FILE: path.join(folder, 'absent') });
    expect(absent).toEqual([expect.stringContaining('AUTH_SECRET_FILE names a file that is not there')]);
    expect(problemsOf({ ...complete, AUTH_SECRET_FILE: file })).toEqual([expect.stringContaining('are both given')]);
  });

  test('keys are taken as PEM or bare base64, by version when there are several, and weak or wrong ones are refused', () => {
    const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const oneLine = `"${privatePem.replaceAll('\n', '\\n')}"`;
    for (const key of [privatePem, bare(privatePem), pkcs1, bare(pkcs1), oneLine]) {
      expect(problemsOf({ ...complete, ALIPAY_MERCHANT_PRIVATE_KEY: key })).toEqual([]);
    }
    for (const keys of [bare(publicPem), `2:${bare(publicPem)}`, `1:${publicPem},2:${bare(publicPem)}`]) {
      expect(problemsOf({ ...complete, ALIPAY_PUBLIC_KEYS: keys })).toEqual([]);
    }
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    const problemWith = (change: object) => problemsOf({ ...complete, ...change });
    for (const [key, problem] of [
      [weak.toString(), 'has 1024 bits'],
      [publicPem, 'this is a public key'],
      ['nonsense', 'not a PKCS#8 or PKCS#1 private key'],
    ] as const) {
      expect(problemWith({ ALIPAY_MERCHANT_PRIVATE_KEY: key })).toEqual([expect.stringContaining(problem)]);
    }
    for (const [keys, problem] of [
      [`${publicPem},${publicPem}`, 'each needs its version'],
      [privatePem, 'is a private key'],
      ['1:nonsense', 'not a public key'],
    ] as const) {
      expect(problemWith({ ALIPAY_PUBLIC_KEYS: keys })).toEqual([
        expect.stringMatching(new RegExp(`^ALIPAY_PUBLIC_KEYS cannot be used: .*${problem}`)),
      ]);
    }
  });

  test('encryption keys have an id of their own and 32 bytes', () => {
    const short = `k1:${randomBytes(16).toString('base64')}`;
    for (const keys of [short, encryptionKey, `k1:${encryptionKey},k1:${encryptionKey}`, 'k1:']) {
      expect(problemsOf({ ...complete, TOKEN_ENCRYPTION_KEYS: keys })).toHaveLength(1);
    }
    const two = loadEnv({ ...complete, TOKEN_ENCRYPTION_KEYS: `k2:${encryptionKey}, k1:${encryptionKey}` });
    expect(two.tokenEncryptionKeys.map((key) => key.id)).toEqual(['k2', 'k1']);
  });

  test('what the merchant is called fits into what Alipay takes', () => {
    const wrong = problemsOf({
      ...complete,
      ALIPAY_MERCHANT_NAME: 'x'.repeat(257),
      ALIPAY_MERCHANT_ID: 'x'.repeat(33),
      ALIPAY_MERCHANT_MCC: '5'.repeat(33),
      ALIPAY_MERCHANT_REGION: 'SGP',
      ALIPAY_SETTLEMENT_CURRENCY: 'US',
    });
    expect(wrong).toEqual([
      'ALIPAY_MERCHANT_NAME must have at most 256 characters',
      'ALIPAY_MERCHANT_ID must have at most 32 characters',
      'ALIPAY_MERCHANT_MCC must be a merchant category code of four digits',
      'ALIPAY_MERCHANT_REGION must be a country code of two capital letters',
      'ALIPAY_SETTLEMENT_CURRENCY must be a currency code of three capital letters',
    ]);
    const longest = { ...complete, ALIPAY_MERCHANT_NAME: 'x'.repeat(256), ALIPAY_MERCHANT_ID: 'x'.repeat(32) };
    expect(problemsOf(longest)).toEqual([]);
  });

  test('lists are split and checked', () => {
    const env = loadEnv({
      ...complete,
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      ALIPAY_WALLETS: 'GCASH,DANA',
      LINK_RETURN_ORIGINS: 'https://a.example, https://b.example:8443',
    });
    expect(env.trustedProxies).toEqual(['10.0.0.0/8', '::1']);
    expect(env.alipay.wallets).toEqual(['GCASH', 'DANA']);
    expect(env.linkReturnOrigins).toEqual(['https://a.example', 'https://b.example:8443']);
    expect(problemsOf({ ...complete, TRUSTED_PROXIES: '10.0.0.0/64' })).toHaveLength(1);
    expect(problemsOf({ ...complete, LINK_RETURN_ORIGINS: 'https://a.example/path' })).toHaveLength(1);
  });

  test('neither a printed environment nor a complaint shows a secret', () => {
    const env = loadEnv({ ...complete, SMTP_URL: 'smtps://me:hidden-password@mail.example' });
    const shown = `${inspect(env, { depth: 9, showHidden: false })} ${JSON.stringify(env)} ${String(env.authSecret)}`;
    const wrong = problemsOf({
      ...complete,
      DATABASE_URL: 'hidden-password',
      AUTH_SECRET: 'short-secret',
      SMTP_URL: 'hidden-password',
    });
    expect(wrong).toHaveLength(3);
    for (const canary of [
      'hidden-password',
      'short-secret',
      complete.AUTH_SECRET!,
      encryptionKey,
      bare(privatePem).slice(40, 80),
    ]) {
      expect(`${shown} ${wrong.join(' ')}`).not.toContain(canary);
    }
  });
});
