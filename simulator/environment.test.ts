import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment, StartRefused } from './environment';

const GIVEN = {
  SIMULATOR_PRIVATE_KEY: 'private',
  SIMULATOR_MERCHANT_PUBLIC_KEY: 'public',
  SIMULATOR_CLIENT_ID: 'SANDBOX_1',
};

describe('what the simulator is told', () => {
  it('has defaults for all but the two keys and the client', () => {
    const environment = readEnvironment(GIVEN);
    expect(environment).toMatchObject({ port: 4000, hosts: ['127.0.0.1', '::1'], app: undefined, url: undefined });
    expect(() => readEnvironment({})).toThrow(
      /SIMULATOR_PRIVATE_KEY, SIMULATOR_MERCHANT_PUBLIC_KEY, SIMULATOR_CLIENT_ID/,
    );
  });

  it('names an app whose clock follows only together with their secret, from a file as well', () => {
    const app = { ...GIVEN, SIMULATOR_APP_URL: 'http://127.0.0.1:3000/' };
    expect(() => readEnvironment(app)).toThrow(StartRefused);
    expect(readEnvironment({ ...app, SIMULATOR_CLOCK_SECRET: 's' }).app).toEqual({
      url: 'http://127.0.0.1:3000',
      secret: 's',
    });
    const file = join(mkdtempSync(join(tmpdir(), 'simulator-')), 'secret');
    writeFileSync(file, 'from a file\n');
    expect(readEnvironment({ ...app, SIMULATOR_CLOCK_SECRET_FILE: file }).app?.secret).toBe('from a file');
    expect(() => readEnvironment({ ...app, SIMULATOR_APP_URL: 'somewhere' })).toThrow(/SIMULATOR_APP_URL must be/);
  });
});
