/**
 * `npm run web`: a small HTTP server around Next.js. It knows the connection, which a route handler does not: it decides
 * whose word about an address counts, bounds headers and time, and ends gracefully.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { arriveNow } from '@/db/turns';
import { startClock, type ProcessClock } from '@/lib/demo/follow-clock';
import { EnvironmentError, loadEnv, type Env } from '@/lib/kit/env';
import { createLogger, type Logger } from '@/lib/kit/log';
import { endGracefully, GRACE_MS } from '@/lib/process-end';
import { createRuntime } from '@/lib/runtime';
import { checkDatabase, OUTAGE_PATIENCE_MS, StartRefused } from '@/lib/start-check';
import { takeAddress, trustedProxies, warnOfUnknownProxy } from './address';
import { Crowd } from './crowd';
import { underOwnName } from './one-name';
import { closeWebRuntime, installWebClock } from './runtime';
import { TRANSPORT_SECURITY } from './security-headers';

/** Cookies of ours fit many times; browsers stay below 8 KiB. */
const HEADER_BYTES_MAX = 16 * 1024;
/** A browser sends its headers in one go. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Body included; the doors allow 10 s for a body and answer the slow themselves. */
const REQUEST_TIMEOUT_MS = 30_000;
const CROWD_TELL_MS = 5_000;
/** Longer than the 60 s of usual proxies, so that they never reuse a connection we are just closing. */
const KEEP_ALIVE_MS = 65_000;

async function main(): Promise<void> {
  const env = loadEnv(process.env);
  const log = createLogger('web');
  await checkDatabase(env, env.parentPipe ? OUTAGE_PATIENCE_MS : 0);
  // Built and put away: what is wrong with a key or a wallet's name is told now, not at the first request.
  await createRuntime(env, { name: 'web' }).close();
  const clock = await startClock(env, { name: 'web', log });
  installWebClock(clock);
  // next-auth's own variable, derived as the contract says; its secret is passed to it directly.
  process.env.NEXTAUTH_URL = env.appUrl.origin;
  const server = createServer({
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  const handle = await prepareNext(env, server);
  const proxies = trustedProxies(env.trustedProxies);
  const noteProxy = warnOfUnknownProxy((sentence) => log.warn(sentence));
  const crowd = new Crowd();
  tellOfCrowds(crowd, log);
  server.on('request', (request, response) => {
    if (!crowd.admit(request, response)) return;
    noteProxy(takeAddress(request, proxies));
    const ownName = underOwnName(request, env.appUrl);
    if (ownName) return void response.writeHead(307, { location: ownName }).end();
    // Pages and doors say this themselves; files have nobody who would.
    if (request.url?.startsWith('/_next/static/')) response.setHeader('x-content-type-options', 'nosniff');
    if (env.appUrl.protocol === 'https:') response.setHeader('strict-transport-security', TRANSPORT_SECURITY);
    arriveNow(() => handle(request, response)).catch((error: unknown) => failLate(error, response, log));
  });
  endGracefully(env.parentPipe, (reason) => stop(server, clock, log, reason));
  await listen(server, env.port, hostToListenOn(env));
  log.info({ port: env.port, mode: env.mode }, 'ready');
}

/** One line for many: each of them in the log would be more of the same load. */
function tellOfCrowds(crowd: Crowd, log: Logger): void {
  const timer = setInterval(() => {
    const turnedAway = crowd.takeTurnedAway();
    if (turnedAway > 0) log.warn({ turnedAway }, 'too many requests at once; some were told to come again');
  }, CROWD_TELL_MS);
  timer.unref();
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Imported only now, so that a wrong variable is told before half a second of loading. */
async function prepareNext(env: Env, httpServer: Server): Promise<Handle> {
  const { default: next } = await import('next');
  const { hostname } = env.appUrl;
  const app = next({ dev: env.development, dir: process.cwd(), hostname, port: env.port, httpServer });
  await app.prepare();
  return app.getRequestHandler();
}

function failLate(error: unknown, response: ServerResponse, log: Logger): void {
  log.error({ err: error }, 'a request failed outside of every door');
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
  response.end();
}

/** A demo has known passwords, so unless it is meant to be public only this machine can connect. */
function hostToListenOn(env: Env): string | undefined {
  if (env.mode !== 'demo' || env.demoPublic) return undefined;
  return env.appUrl.hostname === '[::1]' ? '::1' : '127.0.0.1';
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const used = `Port ${port} is already in use. Stop what uses it, or choose another with PORT.`;
      reject(error.code === 'EADDRINUSE' ? new StartRefused(used) : error);
    });
    server.listen({ port, host }, resolve);
  });
}

/** No new connections; what is in flight ends by itself or is cut off after the grace. */
async function stop(server: Server, clock: ProcessClock, log: Logger, reason: string): Promise<void> {
  log.info({ reason }, 'stopping');
  const cutOff = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await closed;
  clearTimeout(cutOff);
  await closeWebRuntime();
  await clock.close();
}

main().catch((error: unknown) => {
  // What a person can mend is one sentence; anything else is a bug and shows where.
  const isTheirs = error instanceof StartRefused || error instanceof EnvironmentError;
  process.stderr.write(`${isTheirs ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
