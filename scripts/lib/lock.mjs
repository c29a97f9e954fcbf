// One `npm start` per DATA_DIR. The lock names its holder, so that a dead one's lock is taken over; beside it lies the
// list of children, so that what a killed supervisor left behind is ended before the next one begins.

import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { readIfThere, writeWhole } from './files.mjs';
import { identityOf, isAlive, signalIfAlive, waitUntil } from './process-identity.mjs';
import { Stop } from './progress.mjs';

const CHILD_GRACE_MS = 12_000; // two seconds more than a child gives itself when its parent is gone

function holderOf(file) {
  try {
    return JSON.parse(readIfThere(file) ?? 'null');
  } catch {
    return null; // written by half: its writer is dead
  }
}

/** Takes the lock or stops with a sentence. Gives the function that lets go. */
export function takeLock(dataDir) {
  const file = path.join(dataDir, 'supervisor.lock');
  const mine = `${file}.${process.pid}`;
  const text = JSON.stringify(identityOf(process.pid));
  writeFileSync(mine, text, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        linkSync(mine, file);
        return () => {
          if (readIfThere(file) === text) rmSync(file, { force: true });
        };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = holderOf(file);
      if (holder && isAlive(holder)) throw alreadyRunning(dataDir, holder);
      removeStale(file, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new Stop(`The lock ${file} could not be taken.`);
}

// Two who both see a dead holder must not remove each other's fresh lock: what was moved away is looked at again.
function removeStale(file, seen) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const moved = holderOf(aside);
  if (moved && JSON.stringify(moved) !== JSON.stringify(seen) && isAlive(moved)) {
    try {
      linkSync(aside, file);
    } catch {
      // A third one holds it by now, and that one is as good.
    }
  }
  rmSync(aside, { force: true });
}

function alreadyRunning(dataDir, holder) {
  return new Stop(
    `Mandate already runs on ${dataDir} (process ${holder.pid}). Stop that one first, or choose another folder with DATA_DIR.`,
  );
}

/** Remembers which children run. */
export function noteChildren(dataDir, pids) {
  writeWhole(path.join(dataDir, 'children.json'), JSON.stringify(pids.map(identityOf)));
}

/** Ends the children that an earlier supervisor left: asks, waits, then insists. */
export async function endLeftChildren(dataDir) {
  const left = (holderOf(path.join(dataDir, 'children.json')) ?? []).filter(isAlive);
  if (left.length === 0) return;
  for (const child of left) signalIfAlive(child, 'SIGTERM');
  const gone = await waitUntil(() => !left.some(isAlive), CHILD_GRACE_MS);
  if (gone) return;
  for (const child of left) signalIfAlive(child, 'SIGKILL');
  await waitUntil(() => !left.some(isAlive), 2000);
}
