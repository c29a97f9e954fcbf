// The embedded PostgreSQL: makes the cluster once, starts it behind its guard, tells its address, stops it. It listens on
// loopback only, asks for a password always, and keeps what it has committed (fsync and synchronous_commit are on).

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { readIfThere, writeOnce, writeWhole } from './files.mjs';
import { ensureDataDir, isRoot } from './paths.mjs';
import { freePort, portIsFree } from './ports.mjs';
import { chooseHome, programIn } from './postgres-native.mjs';
import { identityOf, inspectProcess, isAlive, signalIfAlive, waitUntil } from './process-identity.mjs';
import { Stop } from './progress.mjs';

const ROLE = 'mandate';
const DATABASE = 'mandate';
const START_TIMEOUT_MS = 60_000; // crash recovery of a large cluster on a slow disk
const STOP_TIMEOUT_MS = 20_000; // the guard insists after 15 s
const guardScript = fileURLToPath(new URL('postgres-guard.mjs', import.meta.url));

/** The password of the embedded cluster, made on first use. */
function passwordOf(dataDir) {
  const file = path.join(dataDir, 'secrets', 'postgres-password');
  return readIfThere(file) ?? writeOnce(file, randomBytes(24).toString('base64url'));
}

function urlFor(dataDir, port, database = DATABASE) {
  return `postgres://${ROLE}:${passwordOf(dataDir)}@127.0.0.1:${port}/${database}`;
}

// PostgreSQL reads LC_* and PG* variables; what the person's shell has set must not change how it works.
function serverEnvironment() {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  if (process.env.SYSTEMROOT) env.SYSTEMROOT = process.env.SYSTEMROOT;
  return env;
}

function runAsServer(program, args, { account, cwd, input }) {
  const answer = spawnSync(program, args, {
    cwd,
    input,
    encoding: 'utf8',
    env: serverEnvironment(),
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  });
  if (answer.error) throw new Stop(`PostgreSQL's ${path.basename(program)} could not be run: ${answer.error.message}`);
  if (answer.status !== 0) {
    throw new Stop(`${answer.stdout}${answer.stderr}\n\nThe database could not be made (${path.basename(program)}).`);
  }
}

// Made beside its place and moved there when whole, so that a half-made cluster is never taken for a database.
function makeCluster({ home, native, account }, dataDir, cluster) {
  const unfinished = `${cluster}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const passwordFile = path.join(home, `.initial-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, passwordOf(dataDir), { mode: 0o600 });
  try {
    if (account) for (const file of [unfinished, passwordFile]) chownSync(file, account.uid, account.gid);
    const options = { account, cwd: unfinished };
    runAsServer(
      programIn(native, 'initdb'),
      [
        '-D',
        unfinished,
        `--username=${ROLE}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-instructions',
        '--data-checksums',
      ],
      options,
    );
    runAsServer(programIn(native, 'postgres'), ['--single', '-D', unfinished, 'postgres'], {
      ...options,
      input: `create database ${DATABASE}\n`,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, cluster);
}

/** What postmaster.pid says, or null: `{ pid, cluster, port, ready }`. */
function readPostmaster(cluster) {
  let lines;
  try {
    lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, cluster: lines[1], port: Number(lines[3]), ready: (lines[7] ?? '').trim() === 'ready' };
}

function isOurServer(postmaster, cluster) {
  const found = inspectProcess(postmaster.pid);
  if (!found || postmaster.cluster !== cluster) return false;
  return process.platform === 'win32' || /postgres/.test(found.command);
}

/** Ends a server that an earlier run left on this cluster; a note of a dead one is removed. */
async function endLeftServer(cluster) {
  const postmaster = readPostmaster(cluster);
  if (!postmaster) return;
  if (!isOurServer(postmaster, cluster)) {
    rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
    return;
  }
  const identity = identityOf(postmaster.pid);
  for (const [signal, waitMs] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5000],
    ['SIGKILL', 5000],
  ]) {
    signalIfAlive(identity, signal);
    if (await waitUntil(() => !isAlive(identity), waitMs, 20)) return;
  }
  throw new Stop(`The database of an earlier run (process ${postmaster.pid}) does not end.`);
}

async function choosePort(dataDir) {
  const file = path.join(dataDir, 'postgres-port');
  const kept = Number(readIfThere(file));
  if (kept > 0 && (await portIsFree(kept))) return kept;
  const port = await freePort();
  writeWhole(file, String(port));
  return port;
}

function serverSettings(port, ephemeral) {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: ephemeral ? 'off' : 'on',
    synchronous_commit: 'on',
    max_connections: 200,
    log_timezone: 'UTC',
    timezone: 'UTC',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function spawnGuard({ home, native, account }, cluster, dataDir, port, ephemeral) {
  const order = {
    command: programIn(native, 'postgres'),
    args: ['-D', cluster, ...serverSettings(port, ephemeral)],
    cwd: cluster,
    uid: account?.uid,
    gid: account?.gid,
    logFile: path.join(dataDir, 'logs', 'postgres.log'),
    env: serverEnvironment(),
    removeAfter: ephemeral ? [dataDir, home] : [],
  };
  // Detached: Ctrl-C goes to the whole foreground group, and the database must be the last to hear of it.
  return spawn(process.execPath, [guardScript, JSON.stringify(order)], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
    cwd: home,
  });
}

/** The last lines of the server's log, for a person. */
function logTail(dataDir) {
  const text = readIfThere(path.join(dataDir, 'logs', 'postgres.log')) ?? '';
  return text.split('\n').slice(-12).join('\n');
}

async function waitForReady(guard, cluster, dataDir) {
  let ended = false;
  guard.once('exit', () => (ended = true));
  const ready = await waitUntil(() => ended || readPostmaster(cluster)?.ready, START_TIMEOUT_MS, 15);
  if (ended || !ready) {
    guard.stdin?.end();
    throw new Stop(
      `${logTail(dataDir)}\n\nThe database did not start; its log is ${path.join(dataDir, 'logs', 'postgres.log')}.`,
    );
  }
}

function stopGuard(guard) {
  if (guard.exitCode !== null || guard.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => guard.kill('SIGKILL'), STOP_TIMEOUT_MS + 5000);
    guard.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    guard.stdin.end();
  });
}

/**
 * Starts the embedded PostgreSQL of a data directory, making it first when there is none.
 *
 * `ephemeral: true` (tests) makes a throw-away one in a temporary folder, without fsync, removed again by `stop()`.
 * Gives `{ url, urlOf(database), port, pid, guard, stop() }`; `url` is the database `mandate` as its superuser. `guard`
 * is the child process to watch: it ends when the server does.
 */
export async function startEmbeddedPostgres({ dataDir, ephemeral = false } = {}) {
  const folder = ephemeral ? mkdtempSync(path.join(os.tmpdir(), 'mandate-test-')) : dataDir;
  ensureDataDirFor(folder, ephemeral);
  const place = chooseHome(folder);
  const cluster = path.join(realpathSync(place.home), 'postgres');
  if (!existsSync(cluster)) makeCluster(place, folder, cluster);
  await endLeftServer(cluster);
  const port = await choosePort(folder);
  const guard = spawnGuard(place, cluster, folder, port, ephemeral);
  guard.stdin.on('error', () => {}); // the guard may be gone before we let go of its pipe
  await waitForReady(guard, cluster, folder);
  return {
    url: urlFor(folder, port),
    urlOf: (database) => urlFor(folder, port, database),
    port,
    pid: readPostmaster(cluster)?.pid,
    guard,
    stop: () => stopGuard(guard),
  };
}

function ensureDataDirFor(folder, ephemeral) {
  ensureDataDir(folder);
  // mkdtemp makes closed folders; the server's account must be able to walk through this one.
  if (ephemeral && isRoot) chmodSync(folder, 0o711);
}

/** The address of an embedded server that runs now on this data directory, or null. */
export function runningEmbeddedUrl(dataDir) {
  const id = readIfThere(path.join(dataDir, 'postgres-home'));
  const home = id ? path.join('/var/tmp', `mandate-${id}`) : dataDir;
  if (!existsSync(path.join(home, 'postgres'))) return null;
  const cluster = path.join(realpathSync(home), 'postgres');
  const postmaster = readPostmaster(cluster);
  if (!postmaster?.ready || !isOurServer(postmaster, cluster)) return null;
  return urlFor(dataDir, postmaster.port);
}
