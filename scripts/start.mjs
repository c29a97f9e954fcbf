// `npm start`: everything from a fresh clone to a page that answers, then watches over it. `--dev` (`npm run dev`) does
// the same with hot reload. Built-ins only: at the beginning no package is installed.

import { supportNotice } from './lib/node-version.mjs';

import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { buildIfStale, bundleFile } from './build.mjs';
import { watchAncestors } from './lib/ancestors.mjs';
import { prepareEnvironment } from './lib/generated.mjs';
import { watchBundles } from './lib/hot-reload.mjs';
import { ensurePackages } from './lib/install.mjs';
import { endLeftChildren, takeLock } from './lib/lock.mjs';
import { requireFreePort } from './lib/ports.mjs';
import { Stop, killTools, say, showStep } from './lib/progress.mjs';
import { Supervisor, checkEnvironment, demoAccounts } from './lib/supervisor.mjs';
import { showLine } from './lib/terminal.mjs';

const dev = process.argv.includes('--dev');
// One Ctrl-C may arrive twice, from the terminal and passed on by npm; a second one on purpose comes later than this.
const SAME_SIGNAL_MS = 700;

const state = { supervisor: null, unlock: () => {}, stopping: null, stoppedAt: 0 };

function shutDown(exitCode, reason) {
  if (state.stopping) return state.stopping;
  state.stoppedAt = Date.now();
  if (reason) showLine(`\n${reason}`);
  killTools();
  state.stopping = (async () => {
    try {
      await state.supervisor?.stop();
    } finally {
      state.unlock();
    }
    process.exit(exitCode);
  })();
  return state.stopping;
}

function onSignal() {
  if (!state.stopping) {
    void shutDown(0, 'Stopping …');
    return;
  }
  if (Date.now() - state.stoppedAt < SAME_SIGNAL_MS) return;
  // At once: the children are killed here, PostgreSQL is ended by its guard when our pipe closes.
  for (const app of state.supervisor?.apps ?? []) void app.stop(true);
  state.unlock();
  process.exit(130);
}

function listenForTheEnd() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  watchAncestors(process.env, 'scripts/start.mjs', () => void shutDown(1, 'npm is gone; stopping …'));
  if (process.env.MANDATE_PARENT_PIPE === '1') {
    process.stdin.on('end', () => void shutDown(1, 'The parent process is gone; stopping …'));
    process.stdin.on('error', () => {});
    process.stdin.resume();
  }
}

async function setUp() {
  const source = { ...process.env, NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' };
  delete source.MANDATE_PARENT_PIPE;
  const { env, mode, dataDir, generated } = await prepareEnvironment(source);
  state.unlock = takeLock(dataDir);
  await endLeftChildren(dataDir);
  await requireFreePort('PORT', env.PORT, 'web');
  if (mode === 'demo') await requireFreePort('SIMULATOR_PORT', env.SIMULATOR_PORT, 'the simulator');
  await ensurePackages();
  if (mode === 'test')
    say(`Warning: generated, since not given: ${generated.join(', ') || 'nothing'} (in ${dataDir}/secrets).`);
  return { env, mode, dataDir };
}

async function bringUp({ env, mode, dataDir }) {
  const onGiveUp = (message) =>
    void shutDown(1, `${message} Everything stops; the logs are in ${path.join(dataDir, 'logs')}.`);
  const supervisor = new Supervisor({ env, mode, dataDir, dev, onGiveUp });
  state.supervisor = supervisor;
  await buildIfStale({ pages: false });
  const notYetKnown = supervisor.usesEmbedded() ? { DATABASE_URL: 'postgres://127.0.0.1/mandate' } : {};
  await checkEnvironment({ ...env, ...notYetKnown }, bundleFile('environment'));
  // The database is made while the pages are built: each leaves a core half idle.
  const database = supervisor.prepareDatabase();
  const pages = dev ? null : buildIfStale();
  const results = await Promise.allSettled([pages, database]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  if (state.stopping) return;
  await showStep('Starting', () => supervisor.startApps());
}

async function reloadOnChange(supervisor) {
  await watchBundles((name, file) => {
    writeFileSync(bundleFile(name), file.contents);
    void supervisor.restartApp(name);
  });
}

function greet({ env, mode, dataDir }) {
  const address = env.APP_URL || `http://localhost:${env.PORT}`;
  say(`\nMandate runs at ${address} (${mode} mode).`);
  const accounts = mode === 'demo' ? demoAccounts(dataDir) : '';
  if (accounts) say(`\n${accounts}`);
  say(`\nData and logs lie in ${dataDir}. Ctrl-C stops everything.`);
}

async function main() {
  listenForTheEnd();
  const notice = supportNotice(new Date());
  if (notice) say(notice);
  const prepared = await setUp();
  await bringUp(prepared);
  if (state.stopping) return;
  greet(prepared);
  if (dev) await reloadOnChange(state.supervisor);
}

try {
  await main();
} catch (error) {
  if (!state.stopping) {
    process.stderr.write(`\n${error instanceof Stop ? error.message : error.stack}\n`);
    await shutDown(error instanceof Stop ? error.exitCode : 1);
  }
}
