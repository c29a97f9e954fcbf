// Shows a person that something is going on: a label with the seconds that have passed. Runs tools quietly and shows
// the end of what they said only when they fail.

import { spawn } from 'node:child_process';

const KEPT_LINES = 40; // enough to hold a compiler's complaint, little enough to read
const QUIET_REPORT_SECONDS = 15; // in a log file, one line now and then instead of a running clock

/** A failure whose message is meant for the person at the terminal; no stack is shown for it. */
export class Stop extends Error {
  /**
   * @param {string} message
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const running = new Set();

/** Ends every tool that runStep started and that is still running. */
export function killTools() {
  for (const child of running) child.kill('SIGTERM');
}

export function say(line = '') {
  process.stdout.write(`${line}\n`);
}

/** Shows `label … 12 s` while the work goes on. */
export async function showStep(label, work) {
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const tty = process.stdout.isTTY;
  if (tty) process.stdout.write(`${label} …`);
  else say(`${label} …`);
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
    if (tty) process.stdout.write(`\r${label} … ${elapsed()}`);
    else if (ticks % QUIET_REPORT_SECONDS === 0) say(`${label} … ${elapsed()}`);
  }, 1000);
  let mark = 'failed after ';
  try {
    const result = await work();
    mark = '';
    return result;
  } finally {
    clearInterval(timer);
    if (tty) process.stdout.write(`\r${label} … ${mark}${elapsed()}\n`);
    else say(`${label} … ${mark}${elapsed()}`);
  }
}

/** Runs a program to its end. Gives its exit code and the last lines it wrote; `onData` hears everything. */
export function runTool(command, args, options = {}) {
  const { onData, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...spawnOptions });
    running.add(child);
    let tail = '';
    const take = (chunk) => {
      onData?.(chunk);
      tail = (tail + chunk.toString('utf8')).slice(-20_000);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.on('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      const lines = tail.trimEnd().split('\n').slice(-KEPT_LINES);
      resolve({ code: code ?? 1, signal, tail: lines.join('\n') });
    });
  });
}

/** Runs a tool behind a progress line; a failure shows the end of its output and stops. */
export async function runStep(label, command, args, options = {}) {
  const result = await showStep(label, async () => {
    const answer = await runTool(command, args, options);
    if (answer.code !== 0) throw new Stop(`${answer.tail}\n\n${label} failed (exit code ${answer.code}).`);
    return answer;
  });
  return result;
}
