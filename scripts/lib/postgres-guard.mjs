// Stands between a supervisor and the PostgreSQL it started. When the supervisor is gone, however it went, the pipe on
// standard input ends and PostgreSQL is shut down: fast first, immediate if that takes too long. Ends with PostgreSQL.
//
// Arguments: one JSON object { command, args, cwd, uid, gid, logFile, env, removeAfter }; the folders in `removeAfter` (those of a
// throw-away database) are removed in the end.

import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';

const FAST_SHUTDOWN_MS = 15_000; // a checkpoint on a slow disk; the crash recovery after it is the price of more
const IMMEDIATE_SHUTDOWN_MS = 5000;

const { command, args, cwd, uid, gid, logFile, env, removeAfter } = JSON.parse(process.argv[2]);

const log = openSync(logFile, 'a', 0o600);
const server = spawn(command, args, { cwd, uid, gid, env, stdio: ['ignore', log, log] });

let stopping = false;

function shutDown() {
  if (stopping) return;
  stopping = true;
  server.kill('SIGINT');
  setTimeout(() => server.kill('SIGQUIT'), FAST_SHUTDOWN_MS).unref();
  setTimeout(() => server.kill('SIGKILL'), FAST_SHUTDOWN_MS + IMMEDIATE_SHUTDOWN_MS).unref();
}

server.on('error', () => process.exit(127));
server.on('exit', (code) => {
  if (stopping) for (const folder of removeAfter) rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 1);
});

process.stdin.on('end', shutDown);
process.stdin.on('close', shutDown);
process.stdin.on('error', shutDown);
process.stdin.resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, shutDown);
