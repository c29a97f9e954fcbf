/**
 * The day in figures, for the dashboard's home: what was collected, what failed and why, which road brought the results,
 * what is stuck and what is broken. Every figure is a count of rows that a list can show.
 */
import { sql } from 'drizzle-orm';
import type { Brand } from '@/lib/alipay/brands';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import {
  listEndedStops,
  readConfigurationStop,
  type ConfigurationStopView,
  type EndedStopView,
} from '@/lib/configuration/views';
import type { WireAmount } from '@/lib/kit/money';
import { readMerchantSettings } from '@/lib/settings/read-settings';
import { readGatewayProblems, WORKER_SILENT_FOR, type GatewayProblem } from './gateway-problems';
import { readWebhookProblems, type WebhookProblem } from './webhook-problems';
import { findWorkWithoutJob } from './work-without-job';

export interface Problem {
  readonly id: string;
  readonly kind:
    | 'no_worker'
    | 'notifications_waiting'
    | 'debits_paused'
    | 'work_without_job'
    | GatewayProblem['kind']
    | WebhookProblem['kind'];
  readonly since: string | null;
  readonly count: number | null;
  /** The word that a reader needs beside it. */
  readonly note?: string | null;
}

export interface DayOverview {
  /** Where the day began, and in which zone. */
  readonly since: string;
  readonly zone: string;
  readonly collected: { readonly amount: WireAmount; readonly count: number }[];
  readonly placed: number;
  readonly paid: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly confirming: number;
  readonly successRate: { readonly paid: number; readonly final: number };
  readonly reasons: { readonly code: string; readonly brand: Brand; readonly count: number }[];
  readonly resolvedBy: { readonly response: number; readonly notification: number; readonly inquiry: number };
  readonly walletsLinked: number;
  readonly walletsLost: number;
  readonly openCases: number;
  /** Not final although Alipay promises a final word within a minute. */
  readonly stuck: number;
  readonly problems: Problem[];
  /** What stands behind the problem `configuration_wrong`. */
  readonly configurationStop: ConfigurationStopView | null;
  /** Of the last day, kept for whoever comes afterwards. */
  readonly endedStops: EndedStopView[];
  readonly workerSeenAt: string | null;
}

const STUCK_AFTER = sql`interval '3 minutes'`;
/** Longer than an authorization's own notification may overtake its row. */
const WAITING_AFTER = sql`interval '2 minutes'`;

export async function readDayOverview(ctx: Context, options: { readonly zone: string }): Promise<DayOverview> {
  requireRole(ctx, 'overview.read');
  const now = sql`${ctx.now().toISOString()}::timestamptz`;
  const zone = options.zone;
  const since = sql`(date_trunc('day', ${now} at time zone ${zone}) at time zone ${zone})`;
  const [figures] = await ctx.db.execute<Figures>(sql`
    select ${since} as since,
      (select count(*)::int from orders where created_at >= ${since}) as placed,
      (select count(*)::int from orders where status = 'INIT') as confirming,
      (select count(*)::int from payments where status = 'INIT' and created_at < ${now} - ${STUCK_AFTER}) as stuck,
      (select count(*)::int from transitions where noun = 'wallet' and "to" = 'LINKED' and "from" is distinct from 'LINKED' and at >= ${since}) as "walletsLinked",
      (select count(*)::int from transitions where noun = 'wallet' and "to" in ('NEEDS_RELINK','REVOKED') and at >= ${since}) as "walletsLost",
      (select count(*)::int from cases where status = 'OPEN') as "openCases",
      (select business_time(max(seen_at)) from worker_pools) as "workerSeenAt",
      -- Liveness is real time on the database's clock; the business clock of the demo may be elsewhere.
      not exists(select from worker_pools where seen_at > now() - ${WORKER_SILENT_FOR}) as "workerSilent",
      (select count(*)::int from notifications where status in ('RECEIVED','WAITING') and received_at < ${now} - ${WAITING_AFTER}) as waiting,
      (select min(received_at) from notifications where status in ('RECEIVED','WAITING') and received_at < ${now} - ${WAITING_AFTER}) as "waitingSince"`);
  const results = await ctx.db.execute<Result>(sql`
    select p.status, p.resolved_by as "resolvedBy", p.currency, p.failure_code as code, w.brand, count(*)::int as count,
      sum(p.amount_minor)::text as minor
    from payments p join wallets w on w.id = p.wallet_id
    where p.resolved_at >= ${since} group by 1, 2, 3, 4, 5`);
  const configurationStop = await readConfigurationStop(ctx);
  return {
    ...dayOf(figures!, results),
    zone,
    problems: await problemsOf(ctx, figures!, configurationStop),
    configurationStop,
    endedStops: await listEndedStops(ctx),
  };
}

type Figures = {
  since: string;
  placed: number;
  confirming: number;
  stuck: number;
  walletsLinked: number;
  walletsLost: number;
  openCases: number;
  workerSeenAt: string | null;
  workerSilent: boolean;
  waiting: number;
  waitingSince: string | null;
};

type Result = {
  status: string;
  resolvedBy: string | null;
  currency: string;
  code: string | null;
  brand: Brand;
  count: number;
  minor: string;
};

function dayOf(
  figures: Figures,
  results: readonly Result[],
): Omit<DayOverview, 'zone' | 'problems' | 'configurationStop' | 'endedStops'> {
  const count = (matches: (result: Result) => boolean) =>
    results.filter(matches).reduce((sum, result) => sum + result.count, 0);
  const paid = count((result) => result.status === 'SUCCESS');
  const collected = new Map<string, { minor: bigint; count: number }>();
  for (const result of results) {
    if (result.status !== 'SUCCESS') continue;
    const sum = collected.get(result.currency) ?? { minor: 0n, count: 0 };
    collected.set(result.currency, { minor: sum.minor + BigInt(result.minor), count: sum.count + result.count });
  }
  return {
    since: iso(figures.since)!,
    collected: [...collected]
      .map(([currency, sum]) => ({ amount: { currency, value: sum.minor.toString() }, count: sum.count }))
      .sort((left, right) => right.count - left.count),
    placed: figures.placed,
    paid,
    failed: count((result) => result.status === 'FAIL'),
    cancelled: count((result) => result.status === 'CANCELLED'),
    confirming: figures.confirming,
    successRate: { paid, final: count(() => true) },
    reasons: results
      .filter((result) => result.status === 'FAIL')
      .map((result) => ({ code: result.code ?? 'UNKNOWN', brand: result.brand, count: result.count }))
      .sort((left, right) => right.count - left.count),
    resolvedBy: {
      response: count((result) => result.resolvedBy === 'response'),
      notification: count((result) => result.resolvedBy === 'notification'),
      inquiry: count((result) => result.resolvedBy === 'inquiry'),
    },
    walletsLinked: figures.walletsLinked,
    walletsLost: figures.walletsLost,
    openCases: figures.openCases,
    stuck: figures.stuck,
    workerSeenAt: iso(figures.workerSeenAt),
  };
}

async function problemsOf(ctx: Context, figures: Figures, stop: ConfigurationStopView | null): Promise<Problem[]> {
  const problems: Problem[] = [];
  if (figures.workerSilent) {
    problems.push({ id: 'no_worker', kind: 'no_worker', since: iso(figures.workerSeenAt), count: null });
  }
  problems.push(...(await readGatewayProblems(ctx, stop)));
  const { debitsPausedAt } = await readMerchantSettings(ctx.db);
  if (ctx.settings.debitsPaused || debitsPausedAt) {
    const since = debitsPausedAt?.toISOString() ?? null;
    problems.push({ id: 'paused', kind: 'debits_paused', since, count: null });
  }
  if (figures.waiting > 0) {
    const since = iso(figures.waitingSince);
    problems.push({ id: 'waiting', kind: 'notifications_waiting', since, count: figures.waiting });
  }
  const found = await findWorkWithoutJob(ctx);
  const without = found.payments.length + found.authorizations.length + found.others.length;
  if (without > 0) problems.push({ id: 'without_job', kind: 'work_without_job', since: null, count: without });
  problems.push(...(await readWebhookProblems(ctx)));
  return problems;
}

function iso(value: string | null): string | null {
  return value === null ? null : new Date(value).toISOString();
}
