// `npm run test:gateway`: puts the protocol cases (e2e/protocol) to a gateway of somebody else, as far as one can be asked. What
// it needs to know comes from PROTOCOL_… variables; without them it says which, and fails. Arguments go to the test runner.

import './lib/node-version.mjs';

import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

import { bundle, bundleFile } from './build.mjs';
import { cleanedEnvironment, ensurePackages } from './lib/install.mjs';
import { projectRoot } from './lib/paths.mjs';
import { Stop, say } from './lib/progress.mjs';
import { vitest } from './lib/tools.mjs';

/** A payment elsewhere may take its whole minute. */
const CASE_TIMEOUT_MS = 240_000;

function runCases(env, args) {
  const options = ['--project', 'protocol', '--reporter=verbose', `--testTimeout=${CASE_TIMEOUT_MS}`];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [vitest, 'run', ...options, ...args], {
      cwd: projectRoot,
      env: { ...cleanedEnvironment(env), NODE_ENV: 'test' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function main() {
  await ensurePackages();
  await bundle({ gateway: 'e2e/protocol/person.ts' });
  const { findLink, whatIsMissing } = await import(pathToFileURL(bundleFile('gateway')).href);
  const missing = whatIsMissing(process.env);
  if (missing) throw new Stop(missing);
  const link = await findLink(process.env, process.stdin);
  process.stdin.destroy();
  if (!link) say('No customer agreed: the cases that debit a wallet are left out.');
  const token = link ? { PROTOCOL_ACCESS_TOKEN: link.accessToken } : {};
  try {
    process.exitCode = await runCases({ ...process.env, ...token }, process.argv.slice(2));
  } finally {
    await link?.end();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : error.stack}\n`);
  process.exit(1);
}
