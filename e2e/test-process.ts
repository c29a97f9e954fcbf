/**
 * For tests: one of our processes as it really runs, bundled from its entry module and started by itself, so that it can
 * be killed, stopped and started again. It ends with the test run, since its standard input is a pipe from there.
 */
import { build, type BuildOptions } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
/** Below node_modules, where a bundle finds the packages that stay outside it. */
const BUNDLES = path.join(root, 'node_modules', '.cache', 'mandate-tests');
/** A busy machine may take a while to start a Node. */
const READY_TIMEOUT_MS = 30_000;

export type ProcessName = 'simulator' | 'worker';

const ENTRIES: Record<ProcessName, BuildOptions> = {
  // A stranger: no alias of ours, no package left outside.
  simulator: { entryPoints: [path.join(root, 'simulator/main.ts')], packages: 'bundle' },
  worker: {
    entryPoints: [path.join(root, 'lib/worker/main.ts')],
    packages: 'external',
    alias: { '@': root },
  },
};

/** @returns the bundle's path; one per test process, so that test files running side by side do not meet */
export async function bundleProcess(name: ProcessName): Promise<string> {
  mkdirSync(BUNDLES, { recursive: true });
  const outfile = path.join(BUNDLES, `${name}-${process.pid}.mjs`);
  const common: BuildOptions = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' };
  await build({ ...common, ...ENTRIES[name], absWorkingDir: root, outfile });
  return outfile;
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
