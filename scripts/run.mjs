// `node scripts/run.mjs <name> [arguments]`: prepares the environment (generated keys, the embedded database's address)
// and runs one built process of Mandate in this very Node. It decides nothing about what that process does.

import './lib/node-version.mjs';

import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { BUNDLES, TOOLS, bundle, bundleFile } from './build.mjs';
import { isGiven, prepareEnvironment } from './lib/generated.mjs';
import { packagesAreFresh } from './lib/install.mjs';
import { takeLock } from './lib/lock.mjs';
import { projectRoot } from './lib/paths.mjs';
import { runningEmbeddedUrl, startEmbeddedPostgres } from './lib/postgres.mjs';
import { Stop } from './lib/progress.mjs';

// These bring the embedded database up for themselves when nothing else has.
const STARTS_DATABASE = new Set(['migrate', 'admin']);
const ORPHAN_MS = 12_000; // two seconds more than the process gives itself
const NEEDS_NO_DATABASE = new Set(['simulator', 'bench', 'chaos']);

async function ensureBuilt(name) {
  const entry = BUNDLES[name] ?? TOOLS[name];
  if (!entry || name === 'environment') {
    throw new Stop(
      `There is no process "${name}". Choose one of: ${[...Object.keys(BUNDLES).slice(0, -1), ...Object.keys(TOOLS)].join(', ')}.`,
    );
  }
  if (TOOLS[name]) {
    if (!packagesAreFresh()) throw new Stop('The packages are not installed. Run "npm start" or "npm ci" first.');
    if (!existsSync(path.join(projectRoot, entry))) throw new Stop(`${entry} is not here.`);
    await bundle({ [name]: entry });
  } else if (!existsSync(bundleFile(name))) {
    throw new Stop(`Mandate is not built yet. Run "npm run build" first ("npm start" does it by itself).`);
  }
}

async function ensureDatabase(name, env, dataDir) {
  if (NEEDS_NO_DATABASE.has(name) || isGiven(env, 'DATABASE_URL') || env.MANDATE_MODE === 'live') return;
  const running = runningEmbeddedUrl(dataDir);
  if (running) {
    env.DATABASE_URL = running;
    return;
  }
  if (!STARTS_DATABASE.has(name)) {
    throw new Stop('There is no database: give DATABASE_URL, or run "npm start", which brings one along.');
  }
  const unlock = takeLock(dataDir);
  const server = await startEmbeddedPostgres({ dataDir });
  // The guard shuts the server down when this process ends; it must not keep this process alive.
  server.guard.unref();
  server.guard.stdin.unref?.();
  process.once('exit', unlock);
  env.DATABASE_URL = server.url;
}

// The process itself ends gracefully when its parent's pipe ends. This is for one that began too late to hear of it.
function dieWithParent() {
  if (process.env.MANDATE_PARENT_PIPE !== '1') return;
  process.stdin.on('end', () => setTimeout(() => process.exit(1), ORPHAN_MS).unref());
  process.stdin.on('error', () => {});
  process.stdin.resume();
}

async function main() {
  dieWithParent();
  const [name, ...rest] = process.argv.slice(2);
  process.chdir(projectRoot);
  await ensureBuilt(name ?? '');
  const { env, mode, dataDir, generated } = await prepareEnvironment(process.env);
  if (mode === 'test' && generated.length > 0 && !env.MANDATE_PARENT_PIPE) {
    process.stderr.write(`Warning: generated, since not given: ${generated.join(', ')} (in ${dataDir}/secrets).\n`);
  }
  await ensureDatabase(name, env, dataDir);
  env.NODE_ENV ||= 'production';
  env.NEXT_TELEMETRY_DISABLED = '1';
  Object.assign(process.env, env);
  process.argv = [process.argv[0], bundleFile(name), ...rest];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(bundleFile(name)).href);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error.exitCode);
}
