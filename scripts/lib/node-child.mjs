// Starts one of our own processes (`scripts/run.mjs <name>`) so that it cannot outlive us: its standard input is a pipe,
// and it shuts down when that ends. It has a process group of its own, so that Ctrl-C reaches only us and we choose the order.

import { spawn } from 'node:child_process';
import path from 'node:path';

import { eachLine, openChildLog } from './child-log.mjs';
import { projectRoot } from './paths.mjs';
import { showLine } from './terminal.mjs';

const GRACE_MS = 10_000; // requests and jobs in flight may end; after that the crash-safe design takes over

const runScript = path.join(projectRoot, 'scripts', 'run.mjs');

/** @returns {import('./supervise.mjs').Running} */
export function startNodeChild(name, { env, dataDir, args = [], verbose = false }) {
  const log = openChildLog(dataDir, name, showLine, { verbose });
  const child = spawn(process.execPath, [runScript, name, ...args], {
    cwd: projectRoot,
    env: { ...env, MANDATE_PARENT_PIPE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  child.stdin.on('error', () => {});
  eachLine(child.stdout, (line) => log.take(line, false));
  eachLine(child.stderr, (line) => log.take(line, true));
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // "close" comes after the last line was read, so that a reason is shown before the death it explains.
    child.once('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  return {
    ended,
    pid: () => child.pid,
    stop: async (hard) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      child.kill(hard ? 'SIGKILL' : 'SIGTERM');
      await ended;
      clearTimeout(timer);
    },
  };
}
