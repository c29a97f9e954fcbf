/** What stands against starting is one sentence on standard error, from the web process and the worker alike. */
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';

const root = path.resolve(import.meta.dirname, '../..');
/** Below the project, where a bundle finds the packages that stay outside it. */
const folder = mkdtempSync(path.join(root, 'node_modules', '.start-test-'));
const entries = { web: 'lib/web/main.ts', worker: 'lib/worker/main.ts' } as const;

let database: TestDatabase;
beforeAll(async () => {
  [database] = await Promise.all([cloneDatabase(), bundle()]);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

async function bundle(): Promise<void> {
  const entryPoints = Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, path.join(root, file)]));
  await build({
    entryPoints,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    alias: { '@': root },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    absWorkingDir: root,
    logLevel: 'error',
  });
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** Starts a process that is to end by itself; gives its exit code and all it wrote. */
async function start(name: string, variables: Record<string, string>): Promise<{ code: number | null; text: string }> {
  const env: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    MANDATE_MODE: 'demo',
    DATABASE_URL: database.url,
    AUTH_SECRET: 'a secret of tests, long enough to be taken',
    TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    ALIPAY_GATEWAY_URL: 'http://localhost:9',
    ALIPAY_CLIENT_ID: 'SANDBOX_5Y0000000000000000',
    ALIPAY_MERCHANT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ALIPAY_PUBLIC_KEYS: publicPem,
    ...variables,
  };
  const child = spawn(process.execPath, [path.join(folder, `${name}.mjs`)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: env as NodeJS.ProcessEnv,
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  // A process that went on after all must not outlive the test.
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { code, text };
}

describe.each(Object.keys(entries))('the process %s', (name) => {
  test.each([
    [
      'a wallet nobody knows',
      { ALIPAY_WALLETS: 'GCASH,NOPE' },
      'ALIPAY_WALLETS names wallets that are not known: NOPE.',
    ],
  ])('refuses %s in a sentence', async (_what, variables, sentence) => {
    expect(await start(name, variables as unknown as Record<string, string>)).toEqual({
      code: 1,
      text: `${sentence}\n`,
    });
  });

  test('refuses a key given twice among all that is wrong with the environment', async () => {
    const { code, text } = await start(name, { ALIPAY_PUBLIC_KEYS: `1:${publicPem},1:${publicPem}` });
    expect(code).not.toBe(0);
    expect(text).toBe(
      'The environment is not right:\n  - ALIPAY_PUBLIC_KEYS cannot be used: key version 1 is given twice\n',
    );
  });
});
