/**
 * Who of the workers lives. The queue keeps a dead worker's lock for four hours; so each pool says every few seconds that
 * it lives, and whoever lives frees the jobs of the pools that fell silent.
 *
 * Liveness is measured by the database's own clock: hosts differ, and the demo clock jumps.
 */
import { eq, lt, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { workerPools, type KeysInUse } from '@/db/schema/instance';
import type { Logger } from '@/lib/kit/log';

export const HEARTBEAT_MS = 5_000;
/** Three missed beats: longer than any pause of a healthy process, short against a customer's patience. */
const SILENT_FOR = sql`interval '15 seconds'`;

export interface Pool {
  /** The queue's own id of the pool: jobs are locked under it. */
  readonly id: string;
  readonly circuit: { readonly state: string; readonly since: Date | null; readonly reason: string | null };
  readonly keys: KeysInUse;
}

/** Says that this pool lives, and frees the jobs of those that do not. */
export async function beat(db: Database, pool: Pool, log: Logger): Promise<void> {
  const { state, since, reason } = pool.circuit;
  await db.execute(sql`
    insert into worker_pools (pool_id, started_at, seen_at, circuit, circuit_since, circuit_reason, keys)
    values (${pool.id}, now(), now(), ${state}, ${since?.toISOString() ?? null}::timestamptz, ${reason}, ${JSON.stringify(pool.keys)}::jsonb)
    on conflict (pool_id) do update set seen_at = now(), circuit = excluded.circuit, circuit_since = excluded.circuit_since,
      circuit_reason = excluded.circuit_reason, keys = excluded.keys`);
  await freeSilentPools(db, log);
}

async function freeSilentPools(db: Database, log: Logger): Promise<void> {
  await db.transaction(async (tx) => {
    const silent = await tx
      .delete(workerPools)
      .where(lt(workerPools.seenAt, sql`now() - ${SILENT_FOR}`))
      .returning({ poolId: workerPools.poolId });
    if (silent.length > 0)
      log.warn({ pools: silent.map((pool) => pool.poolId) }, 'silent worker pools are taken for dead');
    // Also a pool that died before its first beat: a lock that is old enough and that no living pool owns.
    const orphaned = await tx.execute<{ pool: string }>(sql`
      select distinct j.locked_by as pool from graphile_worker.jobs j
      where j.locked_at < now() - ${SILENT_FOR}
        and not exists (select from worker_pools p where p.pool_id = j.locked_by)`);
    if (orphaned.length === 0) return;
    const ids = orphaned.map((row) => row.pool);
    await tx.execute(sql`select graphile_worker.force_unlock_workers(${sql.param(ids)}::text[])`);
    log.warn({ pools: ids.length }, 'jobs of dead worker pools are free');
  });
}

/** Says good-bye after an orderly end. */
export async function leave(db: Database, poolId: string): Promise<void> {
  await db.delete(workerPools).where(eq(workerPools.poolId, poolId));
}
