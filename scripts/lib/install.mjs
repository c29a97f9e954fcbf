// Brings node_modules to what package-lock.json says, when it is missing or older. Built-ins only: nothing is there yet.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { projectRoot } from './paths.mjs';
import { Stop, runTool, showStep } from './progress.mjs';

const modules = path.join(projectRoot, 'node_modules');
const stampFile = path.join(modules, '.mandate-installed');

function wantedStamp() {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json']) {
    const file = path.join(projectRoot, name);
    if (existsSync(file)) hash.update(name === 'package.json' ? dependenciesOf(file) : readFileSync(file));
  }
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`;
}

// A changed script or description is no reason to install again.
function dependenciesOf(file) {
  const { dependencies, devDependencies, optionalDependencies, overrides } = JSON.parse(readFileSync(file, 'utf8'));
  return JSON.stringify({ dependencies, devDependencies, optionalDependencies, overrides });
}

/** True when the installed packages agree with the lock file. */
export function packagesAreFresh() {
  if (!existsSync(path.join(modules, '.package-lock.json'))) return false;
  if (existsSync(stampFile)) return readFileSync(stampFile, 'utf8') === wantedStamp();
  return installedMatchesLock();
}

// Someone installed by hand (`npm ci`): believe npm's own record when every version in it agrees with the lock.
function installedMatchesLock() {
  try {
    const lock = JSON.parse(readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8')).packages;
    const installed = JSON.parse(readFileSync(path.join(modules, '.package-lock.json'), 'utf8')).packages;
    for (const [name, entry] of Object.entries(lock)) {
      if (name === '' || entry.extraneous) continue;
      if (!installed[name] && !entry.optional) return false;
      if (installed[name] && installed[name].version !== entry.version) return false;
    }
    writeFileSync(stampFile, wantedStamp());
    return true;
  } catch {
    return false;
  }
}

/** The environment for a nested npm: the outer npm's notes and NODE_ENV would change what it installs. */
export function cleanedEnvironment(env) {
  const cleaned = {};
  for (const [name, value] of Object.entries(env)) {
    if (/^npm_(lifecycle|package|command|config_(omit|include|production))/.test(name)) continue;
    if (name === 'NODE_ENV' || name === 'NODE_OPTIONS' || name === 'INIT_CWD') continue;
    cleaned[name] = value;
  }
  return cleaned;
}

function npmCommand() {
  const execPath = process.env.npm_execpath;
  if (execPath && /npm-cli\.[cm]?js$/.test(execPath)) return [process.execPath, execPath];
  const beside = path.join(path.dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (existsSync(beside)) return [process.execPath, beside];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

async function npm(args) {
  const [command, ...first] = npmCommand();
  try {
    return await runTool(command, [...first, ...args], { cwd: projectRoot, env: cleanedEnvironment(process.env) });
  } catch (error) {
    if (error.code === 'ENOENT') throw new Stop('npm was not found. It comes with Node; see https://nodejs.org.');
    throw error;
  }
}

/** Installs when needed. A lock file that lacks another platform's optional packages is no reason to give up. */
export async function ensurePackages() {
  if (packagesAreFresh()) return;
  const flags = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await showStep('Installing packages', async () => {
    const first = await npm(['ci', ...flags]);
    if (first.code === 0) return;
    if (first.signal) throw new Stop('Installing packages was interrupted.');
    const second = /EUSAGE|Missing:/.test(first.tail)
      ? await npm(['install', '--no-save', '--no-package-lock', ...flags])
      : first;
    if (second.code !== 0)
      throw new Stop(`${second.tail}\n\nThe packages could not be installed (npm ended with ${second.code}).`);
  });
  writeFileSync(stampFile, wantedStamp());
}
