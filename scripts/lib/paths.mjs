// Where things lie: the project, and DATA_DIR with its folders. Knows nothing of what is in them.

import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

export const isRoot = typeof process.getuid === 'function' && process.getuid() === 0;

/** The absolute data directory for an environment; relative paths are below the project. */
export function dataDirOf(env) {
  return path.resolve(projectRoot, env.DATA_DIR || '.data');
}

/**
 * Makes DATA_DIR. As root it may be walked through (the database runs as another user) but not listed; everything
 * secret inside has its own closed folder.
 */
export function ensureDataDir(dataDir) {
  if (mkdirSync(dataDir, { recursive: true }) !== undefined) chmodSync(dataDir, isRoot ? 0o711 : 0o700);
  for (const folder of ['secrets', 'logs']) mkdirSync(path.join(dataDir, folder), { recursive: true, mode: 0o700 });
}
