// `npm start` after its set-up: PostgreSQL, the simulator, web and worker, each kept alive, and their end in the right
// order: web and worker first, while the database and Alipay's stand-in still answer them, the database last.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { readableLine } from './child-log.mjs';
import { isGiven } from './generated.mjs';
import { noteChildren } from './lock.mjs';
import { startNodeChild } from './node-child.mjs';
import { projectRoot } from './paths.mjs';
import { startEmbeddedPostgres } from './postgres.mjs';
import { waitUntil } from './process-identity.mjs';
import { Stop, runTool } from './progress.mjs';
import { Keeper } from './supervise.mjs';

const READY_TIMEOUT_MS = 120_000; // a development server compiles its first page on a slow machine
const READY_PROBE_MS = 5000;

export class Supervisor {
  constructor({ env, mode, dataDir, dev, onGiveUp }) {
    Object.assign(this, { env, mode, dataDir, dev });
    this.apps = [];
    this.stopped = false;
    this.hooks = { onChange: () => this.note(), onGiveUp };
    this.database = this.usesEmbedded() ? new Keeper('postgres', () => this.startDatabase(), this.hooks) : null;
  }

  // Live mode generates nothing, and a database under a folder of the project would be just that.
  usesEmbedded() {
    return this.mode !== 'live' && !isGiven(this.env, 'DATABASE_URL');
  }

  note() {
    const keepers = [...this.apps, this.database];
    noteChildren(this.dataDir, keepers.map((keeper) => keeper?.running?.pid()).filter(Boolean));
  }

  async startDatabase() {
    const server = await startEmbeddedPostgres({ dataDir: this.dataDir });
    const moved = this.env.DATABASE_URL && this.env.DATABASE_URL !== server.url;
    this.env.DATABASE_URL = server.url;
    // Its port was taken while it was down: the others must learn the new address.
    if (moved) for (const app of this.apps) void app.restart();
    return {
      ended: new Promise((resolve) =>
        server.guard.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)),
      ),
      pid: () => server.guard.pid,
      stop: () => server.stop(),
    };
  }

  /** Brings the database up and migrates it. */
  async prepareDatabase() {
    if (this.database) await this.database.begin();
    if (this.stopped) return;
    const run = path.join(projectRoot, 'scripts', 'run.mjs');
    const answer = await runTool(process.execPath, [run, 'migrate'], { cwd: projectRoot, env: this.env });
    if (answer.code === 0) return;
    const lines = answer.tail
      .split('\n')
      .map((line) => (line.startsWith('{') ? readableLine('migrate', line, true) : line));
    throw new Stop(`${lines.filter(Boolean).join('\n')}\n\nThe database could not be migrated.`, answer.code);
  }

  /** Starts the processes and waits until web says it is ready. */
  async startApps() {
    const names = this.mode === 'demo' ? ['simulator', 'web', 'worker'] : ['web', 'worker'];
    const { env, dataDir, dev } = this;
    this.apps = names.map(
      (name) => new Keeper(name, async () => startNodeChild(name, { env, dataDir, verbose: dev }), this.hooks),
    );
    for (const app of this.apps) await app.begin();
    const ready = await waitUntil(() => this.stopped || this.webIsReady(), READY_TIMEOUT_MS, 60);
    if (!ready) throw new Stop(`Web did not become ready; its log is ${path.join(dataDir, 'logs', 'web.log')}.`);
  }

  webIsReady() {
    return new Promise((resolve) => {
      const options = { host: '127.0.0.1', port: this.env.PORT, path: '/api/health/ready', timeout: READY_PROBE_MS };
      const request = http.get(options, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve(false));
    });
  }

  async restartApp(name) {
    await this.apps.find((app) => app.name === name)?.restart();
  }

  /** Ends everything in order. `hard` kills instead of asking. */
  async stop(hard = false) {
    this.stopped = true;
    const [first, last] = [['web', 'worker'], ['simulator']].map((names) =>
      this.apps.filter((app) => names.includes(app.name)),
    );
    await Promise.all(first.map((app) => app.stop(hard)));
    await Promise.all(last.map((app) => app.stop(hard)));
    if (this.database) await this.database.stop(hard);
  }
}

/** Checks every variable before anything starts; stops with the whole list of what is wrong. */
export async function checkEnvironment(env, bundleFile) {
  const { loadEnv } = await import(pathToFileURL(bundleFile).href);
  try {
    return loadEnv(env);
  } catch (error) {
    if (error.name !== 'EnvironmentError') throw error;
    throw new Stop(error.message, 78); // EX_CONFIG of sysexits
  }
}

/** The demo accounts that seeding wrote down for the person, or nothing. */
export function demoAccounts(dataDir) {
  try {
    return readFileSync(path.join(dataDir, 'demo-accounts.txt'), 'utf8').trimEnd();
  } catch {
    return '';
  }
}
