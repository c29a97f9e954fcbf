// `npm run types`: the types of the app and of the simulator, each under its own rules. Next.js first writes the types of
// its routes, which the pages refer to.

import './lib/node-version.mjs';

import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { cleanedEnvironment, ensurePackages } from './lib/install.mjs';
import { projectRoot } from './lib/paths.mjs';
import { Stop, runTool, say } from './lib/progress.mjs';
import { next, tsc } from './lib/tools.mjs';

const PROJECTS = { app: 'tsconfig.json', simulator: 'simulator/tsconfig.json' };

function node(args) {
  const env = { ...cleanedEnvironment(process.env), NEXT_TELEMETRY_DISABLED: '1' };
  return runTool(process.execPath, args, { cwd: projectRoot, env });
}

/** Checks both projects. Gives `{ passed, failed }` and prints what is wrong. */
export async function checkTypes() {
  if (existsSync(path.join(projectRoot, 'app'))) {
    const routes = await node([next, 'typegen']);
    if (routes.code !== 0) say(routes.tail);
  }
  const counts = { passed: 0, failed: 0 };
  for (const [name, config] of Object.entries(PROJECTS)) {
    const answer = await node([tsc, '--noEmit', '--pretty', 'false', '-p', config]);
    counts[answer.code === 0 ? 'passed' : 'failed'] += 1;
    say(answer.code === 0 ? `types of the ${name}: right` : `${answer.tail}\ntypes of the ${name}: wrong`);
  }
  return counts;
}

async function main() {
  try {
    await ensurePackages();
    const { failed } = await checkTypes();
    process.exitCode = failed === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
