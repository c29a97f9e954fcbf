// Says whether what was built still fits the sources: a digest of every file that a build reads, kept beside the result.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { projectRoot } from './paths.mjs';

const FOLDERS = ['app', 'components', 'lib', 'db', 'messages', 'public', 'simulator', 'scripts'];
const FILES = [
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation-client.ts',
];
const stampFile = path.join(projectRoot, 'dist', 'build-stamp.json');

function* filesBelow(folder) {
  if (!existsSync(path.join(projectRoot, folder))) return;
  const entries = readdirSync(path.join(projectRoot, folder), { withFileTypes: true });
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(name);
    else if (!/\.test\.tsx?$/.test(entry.name)) yield name;
  }
}

function digest(names) {
  const hash = createHash('sha256').update(process.version);
  for (const name of names) hash.update(`\0${name}\0`).update(readFileSync(path.join(projectRoot, name)));
  return hash.digest('hex');
}

/** `{ pages, bundles }`: digests of what Next.js and what esbuild read. The simulator is no part of the pages. */
export function sourceDigests() {
  const files = FILES.filter((name) => existsSync(path.join(projectRoot, name)));
  const all = [...files, ...FOLDERS.flatMap((folder) => [...filesBelow(folder)])];
  const pages = all.filter((name) => !/^(simulator|scripts)\//.test(name));
  const bundles = all.filter((name) => !/^(app|components|public)\//.test(name));
  return { pages: digest(pages), bundles: digest(bundles) };
}

export function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

export { stampFile };
