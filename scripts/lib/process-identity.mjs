// Tells one process from another that was later given the same number, and whether it still runs. A zombie does not.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** `{ parent, state, startedAt, command }` of a process, or null when it is gone. `startedAt` only serves comparison. */
export function inspectProcess(pid) {
  return process.platform === 'linux' ? inspectByProc(pid) : inspectByPs(pid);
}

function inspectByProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may hold spaces; fields are counted from after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    const [state, parent] = fields;
    if (state === 'Z' || state === 'X') return null;
    return { parent: Number(parent), state, startedAt: fields[19], command };
  } catch {
    return null;
  }
}

function inspectByPs(pid) {
  if (process.platform === 'win32') return inspectBySignal(pid);
  const answer = spawnSync('ps', ['-o', 'ppid=,stat=,lstart=,command=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const match = /^\s*(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/m.exec(answer.stdout ?? '');
  if (!match || match[2].startsWith('Z')) return null;
  return { parent: Number(match[1]), state: match[2], startedAt: match[3], command: match[4] };
}

function inspectBySignal(pid) {
  try {
    process.kill(pid, 0);
    return { parent: 0, state: '?', startedAt: '', command: '' };
  } catch {
    return null;
  }
}

/** A note from which the same process, and no other, is recognised later. */
export function identityOf(pid) {
  return { pid, startedAt: inspectProcess(pid)?.startedAt ?? '' };
}

export function isAlive({ pid, startedAt }) {
  const found = inspectProcess(pid);
  return found !== null && found.startedAt === startedAt;
}

export function signalIfAlive(identity, signal) {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Waits until the condition holds. Gives false when the time is over first. */
export async function waitUntil(condition, timeoutMs, everyMs = 50) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
