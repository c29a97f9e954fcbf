/**
 * Processes as Linux tells of them under /proc. Knows nothing of ours: who belongs together is said by a mark, a text that
 * stands in a process's environment or arguments, and by descent.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** In the kernel's ticks since boot; tells a process from a later one with the same number. */
  readonly startedAt: string;
  readonly command: string;
}

/** Null when it is gone; a zombie is gone. */
export function inspect(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, parent: Number(fields[1]), startedAt: fields[19] ?? '', command };
  } catch {
    return null;
  }
}

export function isAlive({ pid, startedAt }: Process): boolean {
  return inspect(pid)?.startedAt === startedAt;
}

export function signal(target: Process, name: NodeJS.Signals): void {
  if (!isAlive(target)) return;
  try {
    process.kill(target.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function listProcesses(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => inspect(Number(name)) ?? []);
}

/** All processes that carry one of the marks, and all that descend from them, but never this one. */
export function findMarked(marks: readonly string[]): Process[] {
  const all = listProcesses().filter(({ pid }) => pid !== process.pid);
  const found = new Set(all.filter((one) => marks.some((mark) => carries(one, mark))));
  for (;;) {
    const pids = new Set([...found].map(({ pid }) => pid));
    const children = all.filter((one) => !found.has(one) && pids.has(one.parent));
    if (children.length === 0) return [...found];
    for (const child of children) found.add(child);
  }
}

function carries({ pid, command }: Process, mark: string): boolean {
  if (command.includes(mark)) return true;
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
  } catch {
    return false; // gone meanwhile, or somebody else's
  }
}

/** Bytes that lie unread on established connections to a local port. */
export function unreadBytes(port: number): number {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(wanted) && state === '01')
    .reduce((sum, fields) => sum + Number.parseInt(fields[4]?.split(':')[1] ?? '0', 16), 0);
}
