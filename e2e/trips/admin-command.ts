/** `npm run admin -- …` of the running product, on its database and its data directory. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { appUrl, dataDir } from './browser-watch';

const root = path.resolve(import.meta.dirname, '..', '..');

/** @returns what it printed last, which is the password where one is made */
export async function adminCommand(...words: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    MANDATE_MODE: 'demo',
    APP_URL: appUrl(),
    PORT: new URL(appUrl()).port,
    DATA_DIR: dataDir(),
    DATABASE_URL: process.env.MANDATE_DATABASE_URL,
  } as unknown as NodeJS.ProcessEnv;
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/run.mjs', 'admin', ...words], {
    cwd: root,
    env,
  });
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}
