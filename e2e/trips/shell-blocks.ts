/** The shell blocks of a page for integrators, each with what it says it prints, and a shell that runs them. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { appUrl, dataDir } from './browser-watch';

const root = path.resolve(import.meta.dirname, '..', '..');

export interface ShellBlock {
  readonly text: string;
  /** The block right behind it, of what comes out; null where it promises nothing. */
  readonly prints: string | null;
}

const BLOCK = /^```sh\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm;

export function shellBlocksOf(file: string): ShellBlock[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(BLOCK)].map(([, block = '', prints]) => ({ text: block, prints: prints ?? null }));
}

/** Two lines of output between blocks that no block prints. */
const END_OF_BLOCK = '-- end of block --';

/** Runs blocks in one shell, as a person types them; gives what each printed. */
export async function runInShell(blocks: readonly string[], timeoutMs: number): Promise<string[]> {
  const script = ['set -euo pipefail', ...blocks.map((block) => `${block}\necho '${END_OF_BLOCK}'`)].join('\n');
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const shell = spawn('bash', ['-c', script], { cwd: root, env: environment(), detached: true, stdio: [...stdio] });
  let [out, err] = ['', ''];
  shell.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  shell.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  const timer = setTimeout(() => endAll(shell.pid), timeoutMs);
  // Not `close`: what a block has left running holds the pipes.
  const code = await new Promise<number | null>((resolve) => shell.once('exit', resolve));
  clearTimeout(timer);
  endAll(shell.pid);
  const printed = out.split(`${END_OF_BLOCK}\n`);
  if (code !== 0) throw new Error(`the block ${printed.length} ended with ${code}:\n${out}\n${err}`);
  return printed.slice(0, -1);
}

/** What a block has left running, too: the shell has a process group of its own. */
function endAll(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // Nothing of it is left.
  }
}

/** As in the folder of the running product. */
function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    MANDATE_MODE: 'demo',
    APP_URL: appUrl(),
    PORT: new URL(appUrl()).port,
    DATA_DIR: dataDir(),
    DATABASE_URL: process.env.MANDATE_DATABASE_URL,
  } as unknown as NodeJS.ProcessEnv;
}
