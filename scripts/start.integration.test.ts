// `npm start` as a person meets it: with the real scripts and PostgreSQL, and stand-ins for web, worker and simulator.

import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { makeStandInProject, type Running, type StandInProject } from './test/stand-in-project';

const START = ['scripts/start.mjs'];
const PATIENCE_MS = 30_000;

let project: StandInProject;
let started: Running[];

beforeEach(async () => {
  project = await makeStandInProject();
  started = [];
});

afterEach(async () => {
  for (const running of started) if (running.child.exitCode === null) running.child.kill('SIGTERM');
  await Promise.all(started.map((running) => running.ended));
  await until(() => processesOf(project).length === 0, 'everything has ended');
  project.remove();
});

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function start(command = process.execPath, args = START, env: Record<string, string> = {}): Running {
  const running = project.run(command, args, env);
  started.push(running);
  return running;
}

async function untilUp(running: Running): Promise<void> {
  await until(() => {
    if (running.child.exitCode !== null) throw new Error(`it ended instead:\n${running.output()}`);
    return running.output().includes('Mandate runs at');
  }, 'it is up');
}

async function answer(port: number, address = '/'): Promise<string | null> {
  try {
    return await (await fetch(`http://127.0.0.1:${port}${address}`)).text();
  } catch {
    return null;
  }
}

/** Numbers of the living processes that name this project's folder. */
function processesOf({ folder, dataDir }: StandInProject): number[] {
  const home = path.join(dataDir, 'postgres-home');
  const cluster = existsSync(home) ? `mandate-${readFileSync(home, 'utf8').trim()}` : folder;
  return readPids().filter((pid) => {
    const command = commandOf(pid);
    return command.includes(folder) || command.includes(cluster);
  });
}

/** Empty for a process that is gone by now. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function readPids(): number[] {
  return process.getBuiltinModule('node:fs').readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function postgresPid(): number {
  const children = JSON.parse(readFileSync(path.join(project.dataDir, 'children.json'), 'utf8')) as { pid: number }[];
  const guard = children.map(({ pid }) => pid).find((pid) => commandOf(pid).includes('guard'));
  const [server] = readFileSync(`/proc/${guard}/task/${guard}/children`, 'utf8').trim().split(' ');
  return Number(server);
}

describe.runIf(process.platform === 'linux')('npm start', () => {
  test('ends web and worker before the simulator on Ctrl-C, leaves nothing behind, and starts again at once', async () => {
    const first = start();
    await untilUp(first);
    const listening = path.join(project.dataDir, 'listening');
    await until(() => readFileSync(listening, 'utf8').includes('worker'), 'the worker would tell of its end');
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    const order = readFileSync(path.join(project.dataDir, 'order-of-ends'), 'utf8').trim().split('\n');
    expect(order.slice(0, 2).toSorted()).toEqual(['web', 'worker']);
    expect(order[2]).toBe('simulator');
    expect(processesOf(project)).toEqual([]);
    await untilUp(start());
  });

  test('everything ends when npm alone is killed', async () => {
    const npm = start('npm', ['start']);
    await untilUp(npm);
    process.kill(npm.pid, 'SIGKILL');
    await until(() => processesOf(project).length === 0, 'all processes are gone');
    expect(await answer(project.port)).toBeNull();
    expect(await answer(project.simulatorPort)).toBeNull();
  });

  test('children and PostgreSQL end by themselves when the supervisor is killed, and the next start succeeds', async () => {
    const first = start();
    await untilUp(first);
    await until(() => processesOf(project).length > 4, 'all its children run');
    process.kill(first.pid, 'SIGKILL');
    await untilUp(start());
    expect(await answer(project.port)).not.toBeNull();
  });

  test('a killed web and a killed PostgreSQL are brought back', async () => {
    const running = start();
    await untilUp(running);
    const before = await answer(project.port);
    await answer(project.port, '/die');
    process.kill(postgresPid(), 'SIGKILL');
    await until(async () => ![null, before].includes(await answer(project.port)), 'web is back');
    await until(() => running.output().includes('[postgres] ended unexpectedly'), 'the death is told');
    await until(async () => {
      const admin = project.run(process.execPath, ['scripts/run.mjs', 'admin']);
      await admin.ended;
      return /^postgres:.*\n$/.test(admin.output());
    }, 'the database is back');
    expect(running.child.exitCode).toBeNull();
  });

  test('a port in use is one clear sentence before anything slow happens', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(project.port, '127.0.0.1', resolve));
    const running = start();
    expect(await running.ended).toBe(1);
    expect(running.output()).toContain(`Port ${project.port}, wanted for web, is already in use.`);
    expect(existsSync(path.join(project.dataDir, 'postgres'))).toBe(false);
    await new Promise((resolve) => server.close(resolve));
  });

  test('a second start on the same data directory is refused and disturbs nothing', async () => {
    const first = start();
    await untilUp(first);
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain('Mandate already runs on');
    expect(await answer(project.port)).not.toBeNull();
  });

  test('a started process that lost its parent goes on when npm did not start it', async () => {
    const shell = start('/bin/sh', ['-c', `"${process.execPath}" scripts/start.mjs > started.log 2>&1 & wait`]);
    const log = path.join(project.folder, 'started.log');
    await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('Mandate runs at'), 'it is up');
    process.kill(shell.pid, 'SIGKILL');
    await shell.ended;
    await new Promise((resolve) => setTimeout(resolve, 2500)); // longer than two looks at the ancestors
    expect(await answer(project.port)).not.toBeNull();
    const lock = JSON.parse(readFileSync(path.join(project.dataDir, 'supervisor.lock'), 'utf8')) as { pid: number };
    process.kill(lock.pid, 'SIGTERM');
  });
});
