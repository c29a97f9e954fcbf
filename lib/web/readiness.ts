/**
 * Whether web can serve, read fresh each time: the database answers, and its migrations are those this build was made with.
 */
import { desc } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { workerPools } from '@/db/schema/instance';
import type { Context } from '@/lib/context';
import { readMigrations } from '@/lib/start-check';

export interface Readiness {
  readonly status: 'ready' | 'not_ready';
  readonly database: 'ok' | 'unreachable';
  /** `ahead`: a newer release has migrated already, which this one can live with. */
  readonly migrations: 'ok' | 'ahead' | 'missing' | 'unknown';
  readonly workerSeenAt: string | null;
  readonly circuit: 'closed' | 'open' | 'half_open' | 'unknown';
}

export async function readReadiness(ctx: Pick<Context, 'db' | 'log'>): Promise<Readiness> {
  try {
    const migrations = await readMigrations(ctx.db);
    const worker = migrations === 'missing' ? null : await readWorker(ctx.db);
    const isWell = migrations === 'ok' || migrations === 'ahead';
    return {
      status: isWell ? 'ready' : 'not_ready',
      database: 'ok',
      migrations,
      workerSeenAt: worker?.seenAt.toISOString() ?? null,
      circuit: circuitOf(worker?.circuit),
    };
  } catch (error) {
    // An outsider learns only that it is down.
    ctx.log.warn({ err: error }, 'the database does not answer');
    return {
      status: 'not_ready',
      database: 'unreachable',
      migrations: 'unknown',
      workerSeenAt: null,
      circuit: 'unknown',
    };
  }
}

async function readWorker(db: Database) {
  const [row] = await db
    .select({ seenAt: workerPools.seenAt, circuit: workerPools.circuit })
    .from(workerPools)
    .orderBy(desc(workerPools.seenAt))
    .limit(1);
  return row ?? null;
}

function circuitOf(text: string | undefined): Readiness['circuit'] {
  return text === 'closed' || text === 'open' || text === 'half_open' ? text : 'unknown';
}
