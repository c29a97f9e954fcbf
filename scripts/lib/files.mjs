// Small files that must be whole or absent: secrets, and notes one process leaves for the next.

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';

function temporaryBeside(file) {
  return `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
}

/** The file's text without surrounding space, or null when it is not there. */
export function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Replaces a file in one step, readable by its owner only. */
export function writeWhole(file, text) {
  const temporary = temporaryBeside(file);
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
}

/** Writes a file unless it exists. Of two processes that try at once, both get the text of the one that won. */
export function writeOnce(file, text) {
  const temporary = temporaryBeside(file);
  writeFileSync(temporary, `${text}\n`, { mode: 0o600 });
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  return readIfThere(file);
}
