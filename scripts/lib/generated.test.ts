/** What the scripts generate and hand on, by mode. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadEnv } from '@/lib/kit/env';
import { prepareEnvironment } from './generated.mjs';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'mandate-generated-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const prepare = (name: string, source: Record<string, string>) =>
  prepareEnvironment({ DATA_DIR: path.join(folder, name), ...source });

describe("the secret that moves the demo's clock", () => {
  test('is made once in demo mode and told to both sides, with the address that web listens on', async () => {
    const { env } = await prepare('demo', { PORT: '3210' });
    const file = path.join(folder, 'demo', 'secrets', 'clock-secret');
    expect(env).toMatchObject({
      DEMO_CLOCK_SECRET_FILE: file,
      SIMULATOR_CLOCK_SECRET_FILE: file,
      SIMULATOR_APP_URL: 'http://127.0.0.1:3210',
    });
    const secret = readFileSync(file, 'utf8').trim();
    const read = loadEnv({ ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing' });
    expect(read.demoClockSecret?.reveal()).toBe(secret);

    await prepare('demo', { PORT: '3210' });
    expect(readFileSync(file, 'utf8').trim()).toBe(secret);
  });

  test.each([
    ['test', { MANDATE_MODE: 'test', ALIPAY_GATEWAY_URL: 'http://localhost:4000' }],
    ['live', { MANDATE_MODE: 'live' }],
  ])('does not exist in %s mode', async (name, source) => {
    const { env } = await prepare(name, source);
    expect(Object.keys(env).filter((key) => /CLOCK|SIMULATOR_APP_URL/.test(key))).toEqual([]);
    expect(readdirSync(path.join(folder, name), { recursive: true }).map(String)).not.toContain('secrets/clock-secret');
  });

  test('that is given to the app is given to the simulator too', async () => {
    const { env } = await prepare('given', { DEMO_CLOCK_SECRET: 'a secret of my own', APP_URL: 'http://[::1]:3000' });
    expect(env).toMatchObject({
      DEMO_CLOCK_SECRET: 'a secret of my own',
      SIMULATOR_CLOCK_SECRET: 'a secret of my own',
      SIMULATOR_APP_URL: 'http://[::1]:3000',
    });
  });
});
