/**
 * `npm run test:gateway` against a gateway that it knows nothing of: a simulator whose controls it is not told about. A person's
 * part, to agree in the wallet, is played here.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '../test-simulator';
import { Controls } from './controls';
import { walkThrough } from './road';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CUSTOMER = '8888';

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator();
});
afterAll(() => simulator?.stop());

/** Runs the script; `play` is told what it prints and may answer. */
async function run(
  variables: Readonly<Record<string, string>>,
  args: readonly string[],
  play: (printed: string, say: (line: string) => void) => void = () => undefined,
): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts/test-gateway.mjs'), ...args], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NO_COLOR: '1',
      ...variables,
    } as unknown as NodeJS.ProcessEnv,
  });
  let output = '';
  const take = (chunk: Buffer) => {
    output += chunk.toString('utf8');
    play(output, (line) => child.stdin.end(`${line}\n`));
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code: code ?? 1, output };
}

const keys = (): Record<string, string> => ({
  PROTOCOL_GATEWAY_URL: simulator.url,
  PROTOCOL_CLIENT_ID: simulator.clientId,
  PROTOCOL_PRIVATE_KEY: simulator.variables.ALIPAY_MERCHANT_PRIVATE_KEY ?? '',
  PROTOCOL_ALIPAY_PUBLIC_KEYS: simulator.variables.ALIPAY_PUBLIC_KEYS ?? '',
});

test('without keys it says what to give, and fails', async () => {
  const { code, output } = await run({ PROTOCOL_GATEWAY_URL: 'https://open-sea-global.alipay.com' }, []);
  expect(code).not.toBe(0);
  for (const name of ['PROTOCOL_CLIENT_ID', 'PROTOCOL_PRIVATE_KEY', 'PROTOCOL_ALIPAY_PUBLIC_KEYS']) {
    expect(output).toContain(name);
  }
});

test('a client whose payments are real is refused unless that is said', async () => {
  const { code, output } = await run({ ...keys(), PROTOCOL_CLIENT_ID: '5YREAL0000000001' }, []);
  expect(code).not.toBe(0);
  expect(output).toContain('PROTOCOL_MOVES_MONEY');
});

test('with keys and a customer who agrees it asks what can be asked, and says why it leaves out the rest', async () => {
  let walking: Promise<void> | null = null;
  const { code, output } = await run(keys(), ['revoke', 'headers', 'authorizations'], (printed, say) => {
    const page = /^ {2}(http\S+\/wallet\/\S+)$/m.exec(printed)?.[1];
    if (page === undefined || walking !== null) return;
    walking = (async () => {
      const { accounts } = await new Controls(simulator.url).ledger();
      const customer = accounts.find(({ wallet, login }) => wallet === 'GCASH' && login.endsWith(CUSTOMER));
      say((await walkThrough(new URL(page), customer!.login)).href);
    })();
  });
  expect(output).not.toContain(' × ');
  expect(output).toMatch(/✓ .*a request signed by a stranger|✓ .*signed by a stranger is refused/);
  expect(output).toContain('only a simulator has a clock');
  expect(output).toContain('the document only guesses here');
  expect(code, output.slice(-2000)).toBe(0);
  const { tokens } = await new Controls(simulator.url).ledger();
  expect(tokens.map(({ status }) => status)).toEqual(['REVOKED']);
}, 120_000);

test('when nobody agrees it goes on without a token', async () => {
  const { code, output } = await run(keys(), ['told'], (printed, say) => {
    if (printed.includes('empty input')) say('');
  });
  expect(output).toContain('No customer agreed');
  expect(code, output.slice(-2000)).toBe(0);
}, 120_000);
