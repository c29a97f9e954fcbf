// `npm run build`: the pages by Next.js (which also checks the types), the processes by esbuild into dist/. What the
// sources have not changed since is left alone.

import './lib/node-version.mjs';

import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { writeWhole } from './lib/files.mjs';
import { cleanedEnvironment, ensurePackages } from './lib/install.mjs';
import { projectRoot } from './lib/paths.mjs';
import { Stop, runStep, say, showStep } from './lib/progress.mjs';
import { readStamp, sourceDigests, stampFile } from './lib/sources.mjs';

/** Each process of Mandate and the module that is its beginning. `environment` lets the supervisor check variables early. */
export const BUNDLES = {
  web: 'lib/web/main.ts',
  worker: 'lib/worker/main.ts',
  simulator: 'simulator/main.ts',
  admin: 'scripts/admin.ts',
  migrate: 'db/migrate-main.ts',
  environment: 'lib/kit/env.ts',
};

/** Bundled when asked for, since they belong to development. */
export const TOOLS = { bench: 'bench/main.ts', chaos: 'e2e/chaos/main.ts', seed: 'bench/seed.ts' };

export const bundleFile = (name) => path.join(projectRoot, 'dist', `${name}.js`);

/** esbuild's settings; packages stay outside, so that native parts and their own files are found where npm put them. */
export function bundleOptions(entries) {
  const present = Object.entries(entries).filter(([, file]) => existsSync(path.join(projectRoot, file)));
  return {
    absWorkingDir: projectRoot,
    entryPoints: present.map(([name, file]) => ({ in: path.join(projectRoot, file), out: name })),
    outdir: path.join(projectRoot, 'dist'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    // `@/…` is ours, though it looks like a package. The simulator has no such alias and must not get one.
    alias: { '@': projectRoot },
    sourcemap: 'linked',
    logLevel: 'silent',
  };
}

/** The simulator is a stranger with nothing but Node: the one package it draws with goes into its bundle. */
export function simulatorOptions(entries) {
  return { ...bundleOptions(entries), packages: 'bundle', alias: {} };
}

export async function bundle(entries) {
  const { build, formatMessages, stop } = await import('esbuild');
  const { simulator, ...ours } = entries;
  try {
    await build(bundleOptions(ours));
    if (simulator) await build(simulatorOptions({ simulator }));
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    const messages = await formatMessages(error.errors, { kind: 'error' });
    throw new Stop(`${messages.join('\n')}\nThe build failed.`);
  } finally {
    await stop(); // its helper process would stay for as long as we do
  }
}

async function buildPages() {
  const next = path.join(projectRoot, 'node_modules', 'next', 'dist', 'bin', 'next');
  const env = { ...cleanedEnvironment(process.env), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
  await runStep('Building the pages', process.execPath, [next, 'build'], { cwd: projectRoot, env });
}

/** Builds what is missing or old. `pages: false` leaves the pages to the development server. */
export async function buildIfStale({ pages = true, force = false } = {}) {
  const stamp = force ? {} : readStamp();
  const wanted = sourceDigests();
  mkdirSync(path.join(projectRoot, 'dist'), { recursive: true });
  const bundlesMissing = Object.entries(BUNDLES).some(
    ([name, file]) => existsSync(path.join(projectRoot, file)) && !existsSync(bundleFile(name)),
  );
  let done = false;
  if (stamp.bundles !== wanted.bundles || bundlesMissing) {
    await showStep('Building the processes', () => bundle(BUNDLES));
    stamp.bundles = wanted.bundles;
    writeWhole(stampFile, JSON.stringify(stamp));
    done = true;
  }
  const pagesMissing = !existsSync(path.join(projectRoot, '.next', 'BUILD_ID'));
  if (pages && (stamp.pages !== wanted.pages || pagesMissing)) {
    // A build that dies halfway must not pass for the old one.
    rmSync(path.join(projectRoot, '.next', 'BUILD_ID'), { force: true });
    await buildPages();
    stamp.pages = wanted.pages;
    writeWhole(stampFile, JSON.stringify(stamp));
    done = true;
  }
  return done;
}

async function main() {
  try {
    await ensurePackages();
    if (!(await buildIfStale({ force: process.argv.includes('--force') })))
      say('Nothing to build: the sources are unchanged.');
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
