// P6: how long `npm start` takes from a fresh clone to a page that answers, against `npm ci` and `npm run build` alone, and
// how long a second start takes. Interleaved rounds on the same machine; each clone lies in a temporary folder.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** The time of `npm ci` alone swings by half from one run to the next, so whole rounds are added up, not their best picked. */
const ROUNDS = 4;
const FIRST_MARK = 1.3;
const SECOND_START_MARK_SECONDS = 8;
const PATIENCE_MS = 300_000;

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a clone would hold: the files git knows or would take in, with their present content. */
function makeClone(): string {
  const clone = mkdtempSync(path.join(os.tmpdir(), 'mandate-bench-'));
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  if (listed.status !== 0) throw new Error('The benchmark needs git and a clone to copy.');
  for (const file of listed.stdout.split('\0')) {
    if (file === '' || !existsSync(file)) continue;
    mkdirSync(path.dirname(path.join(clone, file)), { recursive: true });
    cpSync(file, path.join(clone, file));
  }
  return clone;
}

function removeClone(clone: string): void {
  const home = path.join(clone, '.data', 'postgres-home');
  if (existsSync(home))
    rmSync(`/var/tmp/mandate-${readFileSync(home, 'utf8').trim()}`, { recursive: true, force: true });
  rmSync(clone, { recursive: true, force: true });
}

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NEXT_TELEMETRY_DISABLED: '1',
    ...more,
  } as unknown as NodeJS.ProcessEnv;
}

function seconds(sinceMs: number): number {
  return Math.round((performance.now() - sinceMs) / 10) / 100;
}

function runToEnd(clone: string, args: string[]): void {
  const answer = spawnSync('npm', args, { cwd: clone, env: environment(), encoding: 'utf8' });
  if (answer.status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${answer.stdout}${answer.stderr}`);
}

function pageAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/', timeout: 5000 }, (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) < 400);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** Seconds from `npm start` to a page that answers. */
async function timeStart(clone: string): Promise<number> {
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const began = performance.now();
  const env = environment({ PORT: String(port), SIMULATOR_PORT: String(simulatorPort) });
  const child = spawn('npm', ['start'], { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  try {
    while (!(await pageAnswers(port))) {
      if (child.exitCode !== null || performance.now() - began > PATIENCE_MS)
        throw new Error(`npm start did not come up:\n${said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return seconds(began);
  } finally {
    await stop(child);
    await allGone(clone);
  }
}

/** The supervisor may outlive npm by the moment it needs to end the database; the next round must not share the machine with it. */
async function allGone(clone: string): Promise<void> {
  const lock = path.join(clone, '.data', 'supervisor.lock');
  const end = performance.now() + 30_000;
  while (existsSync(lock) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
}

function timeBaseline(clone: string): number {
  const began = performance.now();
  runToEnd(clone, ['ci', '--no-audit', '--no-fund']);
  runToEnd(clone, ['run', 'build']);
  return seconds(began);
}

async function withClone<T>(work: (clone: string) => T | Promise<T>): Promise<T> {
  const clone = makeClone();
  try {
    return await work(clone);
  } finally {
    removeClone(clone);
  }
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: number[]) => Math.round((sum(values) / values.length) * 100) / 100;
const largest = (values: number[]) => Math.max(...values);

export async function measureStart(): Promise<Record<string, number | boolean>> {
  const baseline: number[] = [];
  const first: number[] = [];
  const second: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    baseline.push(await withClone(timeBaseline));
    await withClone(async (clone) => {
      first.push(await timeStart(clone));
      second.push(await timeStart(clone));
    });
    console.log(
      `round ${round}: ci + build ${baseline.at(-1)} s, first start ${first.at(-1)} s, second start ${second.at(-1)} s`,
    );
  }
  const ratio = Math.round((sum(first) / sum(baseline)) * 1000) / 1000;
  const result = {
    baselineSeconds: mean(baseline),
    firstStartSeconds: mean(first),
    ratio,
    secondStartSeconds: mean(second),
    withinMark: ratio < FIRST_MARK && largest(second) < SECOND_START_MARK_SECONDS,
  };
  console.table({
    'npm ci + npm run build': { seconds: result.baselineSeconds },
    'npm start, fresh clone': { seconds: result.firstStartSeconds, ratio, mark: FIRST_MARK },
    'npm start, second time': { seconds: result.secondStartSeconds, mark: SECOND_START_MARK_SECONDS },
  });
  return result;
}
