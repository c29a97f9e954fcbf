/**
 * Whether web can serve, read fresh each time: the database answers, and its migrations are those this build was made with.
 * Beside it, without making web unready: the way to the gateway from each process, the keys each uses, and whether debits rest.
 */
import { desc, isNull, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { configurationStops } from '@/db/schema/configuration';
import { workerPools, type KeysInUse } from '@/db/schema/instance';
import type { Context } from '@/lib/context';
import { WORKER_SILENT_FOR } from '@/lib/overview/gateway-problems';
import { readMigrations } from '@/lib/start-check';

type CircuitState = 'closed' | 'open' | 'half_open' | 'unknown';

export interface CircuitOfProcess {
  /** This web process, or one of the workers. */
  readonly process: 'web' | 'worker';
  readonly state: CircuitState;
  readonly since: string | null;
  /** One word of the last lost call. */
  readonly reason: string | null;
}

export interface KeysOfProcess {
  readonly process: 'web' | 'worker';
  readonly signsWith: string;
  readonly holds: readonly string[];
  /** False while a changed key file cannot be used; the log and the dashboard say why. */
  readonly sound: boolean;
}

export interface Readiness {
  readonly status: 'ready' | 'not_ready';
  readonly database: 'ok' | 'unreachable';
  /** `ahead`: a newer release has migrated already, which this one can live with. */
  readonly migrations: 'ok' | 'ahead' | 'missing' | 'unknown';
  readonly workerSeenAt: string | null;
  /** The worst of `circuits`. */
  readonly circuit: CircuitState;
  readonly circuits: readonly CircuitOfProcess[];
  readonly keys: readonly KeysOfProcess[];
  /** Since when Alipay refuses our configuration, and new debits wait. */
  readonly debitsStopped: { readonly since: string; readonly code: string } | null;
}

type Own = Pick<Context, 'db' | 'log' | 'gateway' | 'keysInUse'>;

const LIVING = sql`${workerPools.seenAt} > now() - ${WORKER_SILENT_FOR}`;

export async function readReadiness(ctx: Own): Promise<Readiness> {
  try {
    const migrations = await readMigrations(ctx.db);
    const isWell = migrations === 'ok' || migrations === 'ahead';
    const told = isWell ? await readTold(ctx.db) : nothingTold;
    return { status: isWell ? 'ready' : 'not_ready', database: 'ok', migrations, ...withOwn(ctx, told) };
  } catch (error) {
    // An outsider learns only that it is down.
    ctx.log.warn({ err: error }, 'the database does not answer');
    const down = { status: 'not_ready', database: 'unreachable', migrations: 'unknown' } as const;
    return { ...down, ...withOwn(ctx, nothingTold) };
  }
}

type Told = Pick<Readiness, 'workerSeenAt' | 'circuits' | 'keys' | 'debitsStopped'>;
const nothingTold: Told = { workerSeenAt: null, circuits: [], keys: [], debitsStopped: null };

async function readTold(db: Database): Promise<Told> {
  const pools = await db
    .select({ pool: workerPools, living: sql<boolean>`${LIVING}` })
    .from(workerPools)
    .orderBy(desc(workerPools.seenAt));
  const living = pools.filter(({ living }) => living).map(({ pool }) => pool);
  const [stop] = await db.select().from(configurationStops).where(isNull(configurationStops.resolvedAt));
  return {
    workerSeenAt: pools[0]?.pool.seenAt.toISOString() ?? null,
    circuits: living.map(({ circuit, circuitSince, circuitReason }) => ({
      process: 'worker',
      state: stateOf(circuit),
      since: circuitSince?.toISOString() ?? null,
      reason: circuitReason,
    })),
    keys: living.flatMap(({ keys }) => (keys ? [keysOf('worker', keys)] : [])),
    debitsStopped: stop ? { since: stop.firstSeenAt.toISOString(), code: stop.code } : null,
  };
}

/** Linking is done by web itself: it has a circuit and keys of its own. */
function withOwn(ctx: Own, told: Told): Told & { readonly circuit: CircuitState } {
  const { state, since, reason } = ctx.gateway.circuit();
  const own: CircuitOfProcess = { process: 'web', state, since: since?.toISOString() ?? null, reason };
  const circuits = [own, ...told.circuits];
  return { ...told, circuit: worstOf(circuits), circuits, keys: [keysOf('web', ctx.keysInUse()), ...told.keys] };
}

const WORST_FIRST: readonly CircuitState[] = ['open', 'half_open', 'unknown', 'closed'];

function worstOf(circuits: readonly CircuitOfProcess[]): CircuitState {
  return WORST_FIRST.find((state) => circuits.some((circuit) => circuit.state === state)) ?? 'unknown';
}

function keysOf(process: 'web' | 'worker', { signsWith, holds, problem }: KeysInUse): KeysOfProcess {
  return { process, signsWith, holds, sound: problem === null };
}

function stateOf(text: string): CircuitState {
  return text === 'closed' || text === 'open' || text === 'half_open' ? text : 'unknown';
}
