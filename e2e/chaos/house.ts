/**
 * The whole house as a person runs it: `npm start` with a data directory and ports of its own, its processes by name, and
 * their end. Nothing in the product knows that it is being tried.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type postgres from 'postgres';
import { freePort, portIsFree } from '@/scripts/lib/ports.mjs';
import { openBalancer, type Balancer } from './balancer';
import { findMarked, inspect, isAlive, signal, type Process } from './processes';
import { readDatabase } from './reader';
import { waitFor } from './wait';

export const TARGETS = ['web', 'worker', 'simulator', 'postgres', 'npm'] as const;
export type Target = (typeof TARGETS)[number];
/** What can be killed beside them where there is one. */
export const SECONDS = { worker2: 'worker', web2: 'web' } as const;
export type Second = keyof typeof SECONDS;

/** The first start may build the pages on a busy machine. */
const START_TIMEOUT_MS = 600_000;
/** What the product promises after its npm is killed. */
export const GONE_TIMEOUT_MS = 60_000;
const WHOLE_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 40_000;
/** A worker says that it lives every five seconds. */
const ALIVE_WITHIN = '7 seconds';

/** What a process needs from its surroundings, and none of our own settings. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TMPDIR', 'TERM'];

export interface House {
  readonly dataDir: string;
  readonly webUrl: string;
  /** What a browser sends as Origin. */
  readonly origin: string;
  readonly simulatorUrl: string;
  readonly simulatorPort: number;
  /** As the superuser, at the port it has now. */
  databaseUrl(): string;
  /** A wallet's state and owner, read from the books themselves. */
  readWallet(id: string): Promise<{ status: string; customerId: string } | null>;
  /** How an order stands, and its latest attempt. */
  readOrder(id: string): Promise<OrderSeen | null>;
  /** A product that the shop sells in this currency. */
  productIn(currency: string): Promise<string>;
  /** Runs `npm start` until its page answers. */
  start(): Promise<void>;
  find(target: Target | Second): Process | undefined;
  /** `kill -9`; gives what was killed. */
  kill(target: Target | Second): Process;
  /** `npm run admin`, as whoever keeps this house types it; rejects with what it complained of. */
  admin(...args: readonly string[]): Promise<void>;
  /** What a deploy does: asks it to end, and waits until another one stands in its place. */
  restart(target: Exclude<Target, 'npm' | 'postgres' | 'simulator'> | Second): Promise<void>;
  /** How many requests each web has answered; empty without a second one. */
  served(): ReadonlyMap<number, number>;
  /** After npm was killed: seconds until nothing it started is alive and both ports are free. */
  gone(): Promise<number>;
  /** Until all five run, web and simulator answer, and a worker has said lately that it lives. */
  whole(): Promise<void>;
  logTail(): string;
  /** Ends everything that was started, and removes what it wrote. */
  stop(keep: boolean): Promise<void>;
}

export interface OrderSeen {
  readonly status: string;
  /** Whether anything of the latest attempt may have left. */
  readonly sent: boolean;
  readonly paymentRequestId: string;
}

export interface HouseOptions {
  /** Variables beside those that every house has. */
  readonly variables?: Readonly<Record<string, string>>;
  /** A second worker on the same database, kept alive by us as a supervisor of its own would. */
  readonly secondWorker?: boolean;
  /** A second web, and a balancer before both, whose address is the shop's. */
  readonly secondWeb?: boolean;
}

export async function openHouse(root: string, options: HouseOptions = {}): Promise<House> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'mandate-chaos-'));
  chmodSync(dataDir, 0o711); // as root the database runs as another user, who must come through
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const logFile = path.join(dataDir, 'npm.log');
  let npm: Process | null = null;
  let before: Process[] = [];

  const [secondPort, shopPort] = options.secondWeb ? [await freePort(), await freePort()] : [null, port];
  const origin = `http://localhost:${shopPort}`;
  const own = {
    MANDATE_MODE: 'demo',
    DATA_DIR: dataDir,
    PORT: String(port),
    SIMULATOR_PORT: String(simulatorPort),
    ...(options.secondWeb && { APP_URL: origin }),
    ...options.variables,
  };
  const variables = { ...inherited(), ...own };
  const seconds = [
    ...(options.secondWorker ? [keepSecond(root, 'worker', variables)] : []),
    ...(secondPort === null ? [] : [keepSecond(root, 'web', { ...variables, PORT: String(secondPort) })]),
  ];
  let balancer: Balancer | null = null;
  const products = new Map<string, Promise<string>>();
  const everyone = () => findMarked([dataDir, ...homeOf(dataDir)]);
  const house: House = {
    dataDir,
    webUrl: `http://127.0.0.1:${port}`,
    origin,
    simulatorUrl: `http://127.0.0.1:${simulatorPort}`,
    simulatorPort,
    databaseUrl: () => databaseUrlOf(dataDir),
    async start() {
      const env = { ...inherited(), ...own } as unknown as NodeJS.ProcessEnv;
      const log = openSync(logFile, 'a');
      const child = spawn('npm', ['start'], { cwd: root, env, detached: true, stdio: ['ignore', log, log] });
      closeSync(log);
      let ended = false;
      child.once('exit', () => (ended = true));
      child.once('error', () => (ended = true));
      npm = child.pid === undefined ? null : inspect(child.pid);
      const ready = () => {
        if (ended) return 'ended';
        return isReady(house.webUrl).then((yes) => yes && 'ready');
      };
      const came = await waitFor('npm start', ready, START_TIMEOUT_MS, 100);
      if (came === 'ended') throw new Error(`npm start ended by itself:\n${house.logTail()}`);
      for (const second of seconds) second.start();
      if (secondPort === null) return;
      balancer ??= await openBalancer(shopPort, [port, secondPort]);
      await waitFor('both webs', () => isReady(`http://127.0.0.1:${secondPort}`), WHOLE_TIMEOUT_MS, 100);
    },
    async readWallet(id) {
      const rows = await readRows<{ status: string; customerId: string }>(
        house.databaseUrl(),
        (sql) => sql`select status, customer_id as "customerId" from wallets where id = ${id}`,
      );
      return rows[0] ?? null;
    },
    async readOrder(id) {
      const rows = await readRows<OrderSeen>(
        house.databaseUrl(),
        (sql) => sql`
          select o.status, p.sent_at is not null as sent, p.payment_request_id as "paymentRequestId"
          from orders o join payments p on p.order_id = o.id where o.id = ${id} order by p.attempt desc limit 1`,
      );
      return rows[0] ?? null;
    },
    productIn(currency) {
      const known = products.get(currency) ?? readProduct(house.databaseUrl(), currency);
      products.set(currency, known);
      known.catch(() => products.delete(currency));
      return known;
    },
    find: (target) => (target === 'npm' ? (npm && isAlive(npm) ? npm : undefined) : findIn(everyone(), target)),
    kill(target) {
      const victim = house.find(target);
      if (!victim) throw new Error(`there is no ${target} to kill`);
      if (target === 'npm') before = everyone();
      process.kill(victim.pid, 'SIGKILL');
      return victim;
    },
    async admin(...args) {
      const env = { ...variables, NODE_ENV: 'production' } as unknown as NodeJS.ProcessEnv;
      await promisify(execFile)(process.execPath, ['scripts/run.mjs', 'admin', ...args], { cwd: root, env });
    },
    async restart(target) {
      const old = house.find(target);
      if (!old) throw new Error(`there is no ${target} to restart`);
      signal(old, 'SIGTERM');
      const anew = () => !isAlive(old) && house.find(target);
      const next = await waitFor(`another ${target}`, anew, WHOLE_TIMEOUT_MS, 50);
      const place = target === 'web' ? port : target === 'web2' ? secondPort : null;
      const stands = () => (place === null ? workerLives(house.databaseUrl()) : isReady(`http://127.0.0.1:${place}`));
      await waitFor(`${target} to serve again`, async () => isAlive(next) && stands(), WHOLE_TIMEOUT_MS, 100);
    },
    served: () => balancer?.served() ?? new Map(),
    gone: () => waitForTheEnd([port, simulatorPort], before, everyone),
    whole: () => waitForAll(house),
    logTail: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8').split('\n').slice(-30).join('\n') : ''),
    async stop(keep) {
      for (const second of seconds) second.stop();
      await endAll(everyone);
      await balancer?.close();
      if (keep) return;
      for (const folder of [dataDir, ...homeOf(dataDir)]) rmSync(folder, { recursive: true, force: true });
    },
  };
  return house;
}

async function waitForTheEnd(
  ports: readonly number[],
  before: readonly Process[],
  everyone: () => Process[],
): Promise<number> {
  const killedAt = Date.now();
  const noneLeft = async () =>
    !before.some(isAlive) && everyone().length === 0 && (await Promise.all(ports.map(portIsFree))).every(Boolean);
  await waitFor('the end of all that npm had started', noneLeft, GONE_TIMEOUT_MS, 200).catch((error: Error) => {
    const left = everyone().map((one) => `${one.pid} ${one.command.slice(0, 80)}`);
    throw new Error(`${error.message}; alive: ${left.join(', ') || 'nothing'}`);
  });
  return (Date.now() - killedAt) / 1000;
}

async function waitForAll(house: House): Promise<void> {
  const complete = async () =>
    TARGETS.every((target) => house.find(target)) &&
    (await isReady(house.webUrl)) &&
    (await isReady(house.simulatorUrl, '/control/health')) &&
    workerLives(house.databaseUrl());
  await waitFor('all five processes to run again', complete, WHOLE_TIMEOUT_MS, 200);
}

function inherited(): Record<string, string> {
  const given = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return Object.fromEntries(given) as Record<string, string>;
}

/** As root below a closed folder the database lies elsewhere, under a random name that DATA_DIR remembers. */
function homeOf(dataDir: string): string[] {
  const note = path.join(dataDir, 'postgres-home');
  const id = existsSync(note) ? readFileSync(note, 'utf8').trim() : '';
  return /^[0-9a-f]{24}$/.test(id) ? [path.join('/var/tmp', `mandate-${id}`)] : [];
}

function databaseUrlOf(dataDir: string): string {
  const [password, port] = ['secrets/postgres-password', 'postgres-port'].map((name) =>
    readFileSync(path.join(dataDir, name), 'utf8').trim(),
  );
  return `postgres://mandate:${password}@127.0.0.1:${port}/mandate`;
}

function findIn(all: readonly Process[], target: Exclude<Target, 'npm'> | Second): Process | undefined {
  if (target === 'worker2' || target === 'web2') {
    return all.find(({ command }) => command.endsWith(secondCommand(SECONDS[target])));
  }
  if (target !== 'postgres') return all.find(({ command }) => command.endsWith(`run.mjs ${target}`));
  const guard = all.find(({ command }) => command.includes('postgres-guard.mjs'));
  return all.find(({ command, parent }) => parent === guard?.pid && /postgres -D /.test(command));
}

async function readProduct(databaseUrl: string, currency: string): Promise<string> {
  const rows = await readRows<{ id: string }>(
    databaseUrl,
    (sql) => sql`select id from products where currency = ${currency} and active limit 1`,
  );
  if (!rows[0]) throw new Error(`the demo shop sells nothing in ${currency}`);
  return rows[0].id;
}

/** Patience for a database that was killed a moment ago. */
const DATABASE_PATIENCE_MS = 60_000;

async function readRows<Row extends object>(
  databaseUrl: string,
  query: (sql: postgres.Sql) => postgres.PendingQuery<Row[]>,
): Promise<Row[]> {
  return waitFor(
    'the database to answer',
    () => readDatabase(databaseUrl, async (sql) => [...(await query(sql))] as Row[]),
    DATABASE_PATIENCE_MS,
    200,
  );
}

/** The last word tells it from the one that `npm start` looks after. */
const secondCommand = (name: string) => `run.mjs ${name} second`;
const RESTART_MS = 500;

/** What a supervisor on another host does: a process, and another one when it ends. */
function keepSecond(root: string, name: 'worker' | 'web', variables: Record<string, string>) {
  let stopped = false;
  let child: ChildProcess | null = null;
  const begin = () => {
    if (stopped) return;
    child = spawn(process.execPath, ['scripts/run.mjs', name, 'second'], {
      cwd: root,
      env: { ...variables, MANDATE_PARENT_PIPE: '1', NODE_ENV: 'production' } as unknown as NodeJS.ProcessEnv,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.once('exit', () => setTimeout(begin, RESTART_MS));
    child.once('error', () => undefined);
    child.stdin?.on('error', () => undefined);
  };
  return {
    start: () => void (child ?? begin()),
    stop() {
      stopped = true;
      child?.kill('SIGTERM');
    },
  };
}

async function isReady(url: string, address = '/api/health/ready'): Promise<boolean> {
  try {
    const response = await fetch(`${url}${address}`, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

function workerLives(databaseUrl: string): Promise<boolean> {
  return readDatabase(databaseUrl, async (sql) => {
    const [row] = await sql<{ lives: boolean }[]>`
      select exists(select from worker_pools where seen_at > now() - ${ALIVE_WITHIN}::interval) as lives`;
    return row?.lives === true;
  });
}

/** Asks the supervisor to end, which takes everything with it; then insists with whatever is left. */
async function endAll(everyone: () => Process[]): Promise<void> {
  for (const one of everyone()) signal(one, 'SIGCONT'); // what a step had stopped hears nothing else
  const supervisor = everyone().find(({ command }) => /node \S*scripts\/start\.mjs$/.test(command));
  if (supervisor) signal(supervisor, 'SIGTERM');
  const nobody = () => everyone().length === 0;
  await waitFor('an orderly end', nobody, supervisor ? STOP_TIMEOUT_MS : 1_000, 200).catch(() => undefined);
  for (const one of everyone()) signal(one, 'SIGKILL');
  await waitFor('the end', nobody, 5_000, 100).catch(() => undefined);
}
