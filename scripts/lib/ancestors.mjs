// Notices that the npm which started us is gone, even by `kill -9`, which no signal tells. Only when npm did start us:
// run directly, under systemd, nohup or setsid, whoever our parent is or becomes does not matter.

import { inspectProcess } from './process-identity.mjs';

const EVERY_MS = 1000;
const SHELLS = /(^|\/)-?(ba|da|a|z|k)?sh(\s|$)|busybox/;

/** True when this very script is what npm was asked to run. */
export function startedByNpm(env, script) {
  return Boolean(env.npm_lifecycle_event) && String(env.npm_lifecycle_script ?? '').includes(script);
}

// npm starts a shell, which starts us or, in some shells, becomes us. So npm is our parent or our parent's parent.
function watchedParents() {
  const parent = process.ppid;
  const watched = [{ pid: process.pid, parent }];
  const found = inspectProcess(parent);
  if (parent > 1 && found && found.parent > 1 && SHELLS.test(found.command))
    watched.push({ pid: parent, parent: found.parent });
  return watched;
}

function isOrphaned({ pid, parent }) {
  if (pid === process.pid) return process.ppid !== parent;
  const found = inspectProcess(pid);
  return found === null || found.parent !== parent;
}

/** Calls `whenGone` once when an ancestor of ours has died. */
export function watchAncestors(env, script, whenGone) {
  if (!startedByNpm(env, script)) return;
  const watched = watchedParents();
  const timer = setInterval(() => {
    if (!watched.some(isOrphaned)) return;
    clearInterval(timer);
    whenGone();
  }, EVERY_MS);
  timer.unref();
}
