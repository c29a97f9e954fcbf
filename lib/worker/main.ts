/**
 * The worker process: the job queue's runner on the same database, with a heartbeat beside it.
 *
 * It may be killed at any moment; what it was at is taken over by the next one. It ends by itself when its parent does.
 */
import { Logger as QueueLogger, run, type Runner, type WorkerEvents } from 'graphile-worker';
import { EventEmitter } from 'node:events';
import pg from 'pg';
import { startClock, type ProcessClock } from '@/lib/demo/follow-clock';
import { EnvironmentError, loadEnv, type Env } from '@/lib/kit/env';
import { createLogger, type Logger } from '@/lib/kit/log';
import { endGracefully, GRACE_MS } from '@/lib/process-end';
import { createRuntime, type Runtime } from '@/lib/runtime';
import { checkDatabase, OUTAGE_PATIENCE_MS } from '@/lib/start-check';
import { beat, HEARTBEAT_MS, leave } from './heartbeat';
import { createTaskList } from './tasks';

/** Calls wait on Alipay far longer than they compute; ten in flight keep a small host busy, not choked. */
const CONCURRENCY = 10;
/** New jobs are told at once; this finds those whose time has come. */
const POLL_MS = 1_000;
/** Does nothing while Alipay answers; the circuit's own pauses say when one may leave. */
const PROBE_MS = 1_000;
const EVERY_MINUTE = '* * * * * sweep';

async function main(): Promise<void> {
  const env = readEnv();
  const { runtime, clock } = await openRuntime(env);
  const { log } = runtime;
  const ctx = runtime.contextFor({ kind: 'system', name: 'worker' });
  const poolIds: string[] = [];
  const events: WorkerEvents = new EventEmitter();
  // Jobs are locked under the pool's id, so that is the name under which this process says that it lives.
  events.on('pool:create', ({ workerPool }) => poolIds.push(workerPool.id));

  const pool = new pg.Pool({ connectionString: env.databaseUrl.reveal(), max: CONCURRENCY + 2 });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'a queue connection broke'));
  pool.on('connect', (client) => client.on('error', () => undefined));

  const sayAlive = async () => {
    const told = { circuit: runtime.gateway.circuit(), keys: runtime.keysInUse() };
    await Promise.all(poolIds.map((id) => beat(runtime.db, { id, ...told }, log))).catch((error: unknown) =>
      log.warn({ err: error }, 'the heartbeat did not reach the database'),
    );
  };
  const giveUp = (error: unknown) => {
    log.fatal({ err: error }, 'the queue gave up; the supervisor starts the worker again');
    process.exit(1);
  };
  // A database that goes while a job ends is thrown where nobody can catch it; it should not look like a bug.
  process.once('uncaughtException', giveUp);
  const runner = await run({
    pgPool: pool,
    taskList: createTaskList(ctx),
    crontab: EVERY_MINUTE,
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: GRACE_MS,
    events,
    logger: queueLogger(log),
  });
  await sayAlive();
  const timer = setInterval(() => void sayAlive(), HEARTBEAT_MS);
  const probe = () =>
    runtime.gateway.probe().catch((error: unknown) => log.error({ err: error }, 'Alipay could not be probed'));
  const probing = setInterval(() => void probe(), PROBE_MS);
  log.info({ concurrency: CONCURRENCY }, 'ready');

  endGracefully(env.parentPipe, async (reason) => {
    log.info({ reason }, 'the worker ends');
    clearInterval(timer);
    clearInterval(probing);
    await stopRunner(runner);
    for (const id of poolIds) await leave(runtime.db, id);
    await pool.end();
    await runtime.close();
    await clock.close();
  });
  runner.promise.catch(giveUp);
}

function readEnv(): Env {
  try {
    return loadEnv(process.env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}

/** What stands against starting is one sentence for whoever starts it. */
async function openRuntime(env: Env): Promise<{ runtime: Runtime; clock: ProcessClock }> {
  try {
    await checkDatabase(env, env.parentPipe ? OUTAGE_PATIENCE_MS : 0);
    const clock = await startClock(env, { name: 'worker', log: createLogger('worker') });
    return { runtime: createRuntime(env, { name: 'worker', clock, gatewayProbedBy: 'prober' }), clock };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'The worker cannot start.'}\n`);
    process.exit(1);
  }
}

async function stopRunner(runner: Runner): Promise<void> {
  // A runner that is stopping already says so by throwing.
  await runner.stop().catch(() => undefined);
}

/** The queue's own lines, one level quieter: every job is told by its task already. */
function queueLogger(log: Logger): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    if (level === 'error') log.error({ queue: true }, message);
    else if (level === 'warning') log.warn({ queue: true }, message);
    else log.debug({ queue: true }, message);
  });
}

await main();
