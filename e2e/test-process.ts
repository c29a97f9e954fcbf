/**
 * For tests: one of our processes as it really runs, bundled from its entry module and started by itself, so that it can
 * be killed, stopped and started again. It ends with the test run, since its standard input is a pipe from there.
 */
import { build, type BuildOptions } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
/** Below node_modules, where a bundle finds the packages that stay outside it. */
const BUNDLES = path.join(root, 'node_modules', '.cache', 'mandate-tests');
/** A busy machine may take a while to start a Node. */
const READY_TIMEOUT_MS = 30_000;

export type ProcessName = 'simulator' | 'worker' | 'admin';

const ENTRIES: Record<ProcessName, BuildOptions> = {
  // A stranger: no alias of ours, no package left outside.
  simulator: { entryPoints: [path.join(root, 'simulator/main.ts')], packages: 'bundle' },
  worker: {
    entryPoints: [path.join(root, 'lib/worker/main.ts')],
    packages: 'external',
    alias: { '@': root },
  },
  admin: {
    entryPoints: [path.join(root, 'scripts/admin.ts')],
    packages: 'external',
    alias: { '@': root },
  },
};

/** @returns the bundle's path, named after its content, so that test files running side by side share it */
export async function bundleProcess(name: ProcessName): Promise<string> {
  const common: BuildOptions = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' };
  const { outputFiles } = await build({ ...common, ...ENTRIES[name], absWorkingDir: root, write: false });
  const text = outputFiles[0]!.contents;
  const file = path.join(BUNDLES, `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.mjs`);
  if (existsSync(file)) return file;
  mkdirSync(BUNDLES, { recursive: true });
  // Renamed into place, so that nobody starts half a file.
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
  return file;
}

export interface TestProcess {
  readonly child: ChildProcess;
  /** The fields of its line "ready". */
  readonly ready: Readonly<Record<string, unknown>>;
  /** What it printed so far. */
  output(): string;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

export async function startProcess(file: string, env: Readonly<Record<string, string>>): Promise<TestProcess> {
  const child = spawn(process.execPath, [file], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, MANDATE_PARENT_PIPE: '1', ...env } as unknown as NodeJS.ProcessEnv,
  });
  let text = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await new Promise<Record<string, unknown>>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${file} did not start:\n${text}`)), READY_TIMEOUT_MS);
    const take = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const line = text.split('\n').find((one) => one.includes('"msg":"ready"') && one.endsWith('}'));
      if (!line) return;
      clearTimeout(timer);
      resolve(JSON.parse(line) as Record<string, unknown>);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}:\n${text}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return { child, ready, output: () => text, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}
