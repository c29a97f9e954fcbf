/**
 * What the staff see of a stop: what Alipay said, since when, how it was tried again, and how many debits wait. JSON-safe.
 */
import { desc, gt, isNull, sql } from 'drizzle-orm';
import { configurationStops } from '@/db/schema/configuration';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';

export interface ConfigurationStopView {
  readonly id: Id<'stp'>;
  /** Alipay's code, or our own word for answers that could not be verified. */
  readonly code: string;
  /** The call that met it first. */
  readonly api: string;
  /** The key version of an answer that could not be verified. */
  readonly keyVersion: string | null;
  readonly since: string;
  readonly probes: number;
  readonly lastProbedAt: string | null;
  readonly lastProbe: string | null;
  /** Debits that have not been sent. */
  readonly waiting: number;
}

/** The one that is open; null while all is well. */
export async function readConfigurationStop(ctx: Context): Promise<ConfigurationStopView | null> {
  requireRole(ctx, 'overview.read');
  const [stop] = await ctx.db.select().from(configurationStops).where(isNull(configurationStops.resolvedAt));
  if (!stop) return null;
  const [unsent] = await ctx.db.execute<{ count: number }>(
    sql`select count(*)::int as count from payments where status = 'INIT' and sent_at is null`,
  );
  const { id, code, api, keyVersion, probes, lastProbe } = stop;
  return {
    ...{ id, code, api, keyVersion, probes, lastProbe },
    since: stop.firstSeenAt.toISOString(),
    lastProbedAt: stop.lastProbedAt?.toISOString() ?? null,
    waiting: unsent?.count ?? 0,
  };
}

export interface EndedStopView {
  readonly id: Id<'stp'>;
  readonly code: string;
  readonly since: string;
  readonly until: string;
}

/** Those that ended within the last day, newest first. */
export async function listEndedStops(ctx: Context): Promise<EndedStopView[]> {
  requireRole(ctx, 'overview.read');
  const dayAgo = new Date(ctx.now().getTime() - 24 * 3_600_000);
  const rows = await ctx.db
    .select()
    .from(configurationStops)
    .where(gt(configurationStops.resolvedAt, dayAgo))
    .orderBy(desc(configurationStops.id))
    .limit(5);
  return rows.map(({ id, code, firstSeenAt, resolvedAt }) => ({
    ...{ id, code },
    since: firstSeenAt.toISOString(),
    until: resolvedAt!.toISOString(),
  }));
}

/** Whether new debits rest, for whoever only looks. A verb that would send one asks `debitsStopped`. */
export async function areDebitsStopped(ctx: Pick<Context, 'db'>): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: configurationStops.id })
    .from(configurationStops)
    .where(isNull(configurationStops.resolvedAt));
  return rows.length > 0;
}
