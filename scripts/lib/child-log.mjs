// What a child says: every line goes to DATA_DIR/logs/<name>.log, and what a person should know (warnings, errors, words
// that are no log line) to the terminal, one readable line each.

import { appendFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const LARGEST_LOG_BYTES = 10 * 1024 * 1024; // one older file of the same size is kept beside it
const LONGEST_SHOWN = 300; // a terminal line, not a page
const WARN = 40; // pino's number for a warning; errors are above it

/** A writer of one child's lines. `show(line)` puts one on the terminal. */
export function openChildLog(dataDir, name, show, { verbose = false } = {}) {
  const file = path.join(dataDir, 'logs', `${name}.log`);
  let size = sizeOf(file);

  function keep(line) {
    if (size > LARGEST_LOG_BYTES) {
      renameSync(file, `${file}.1`);
      size = 0;
    }
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
    size += Buffer.byteLength(line) + 1;
  }

  return {
    take(line, fromErrors) {
      if (line === '') return;
      keep(line);
      const readable = readableLine(name, line, fromErrors || verbose);
      if (readable) show(readable);
    },
  };
}

function sizeOf(file) {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** The short form of a line for a person, or null when only the file should have it. */
export function readableLine(name, line, showPlain) {
  const entry = parseEntry(line);
  if (!entry) return showPlain ? `[${name}] ${line.slice(0, LONGEST_SHOWN)}` : null;
  if (!(entry.level >= WARN)) return null;
  const word = entry.level > WARN ? 'error' : 'warning';
  const reason = entry.err?.message && entry.err.message !== entry.msg ? ` (${entry.err.message})` : '';
  return `[${name}] ${word}: ${`${entry.msg ?? ''}${reason}`.replaceAll('\n', ' ').slice(0, LONGEST_SHOWN)}`;
}

function parseEntry(line) {
  if (!line.startsWith('{')) return null;
  try {
    const entry = JSON.parse(line);
    return typeof entry.level === 'number' ? entry : null;
  } catch {
    return null;
  }
}

/** Cuts a stream into lines. */
export function eachLine(stream, take) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) take(line.replace(/\r$/, ''));
  });
  stream.on('end', () => {
    if (rest) take(rest);
  });
}
