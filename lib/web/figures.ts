/**
 * Figures that live in the database, read when Prometheus asks: each is a count over an index that stays small, or over
 * the last day or hour only. What the worker does is read here too: it has no address to be asked at.
 */
import { desc, eq, gt, sql, count } from 'drizzle-orm';
import { cases } from '@/db/schema/cases';
import { exchanges } from '@/db/schema/evidence';
import { workerPools } from '@/db/schema/instance';
import { orders, PAYMENT_STATUSES } from '@/db/schema/orders';
import type { Context } from '@/lib/context';
import { gauge } from '@/lib/kit/metrics';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const ordersOfLastDay = () => gauge('mandate_orders_last_day', 'Orders placed in the last 24 hours', ['status']);
const ordersConfirming = () => gauge('mandate_orders_confirming', 'Orders without a final result, of any age');
const gatewayCalls = () =>
  gauge('mandate_gateway_calls_last_hour', 'Calls to Alipay begun in the last hour', ['api', 'outcome']);
const openCases = () => gauge('mandate_cases_open', 'Cases that a person must decide');
const jobsWaiting = () => gauge('mandate_jobs_waiting', 'Jobs that are due and not being worked on');
const workerSeen = () => gauge('mandate_worker_last_seen_seconds', 'Seconds since a worker was last seen');

export async function readFigures(ctx: Pick<Context, 'db' | 'now'>): Promise<void> {
  await Promise.all([readOrders(ctx), readCalls(ctx), readCases(ctx), readJobs(ctx), readWorkers(ctx)]);
}

async function readOrders({ db, now }: Pick<Context, 'db' | 'now'>): Promise<void> {
  const since = new Date(now().getTime() - DAY_MS);
  const rows = await db
    .select({ status: orders.status, count: count() })
    .from(orders)
    .where(gt(orders.createdAt, since))
    .groupBy(orders.status);
  const found = new Map(rows.map((row) => [row.status, row.count]));
  for (const status of PAYMENT_STATUSES) ordersOfLastDay().set({ status }, found.get(status) ?? 0);
  const [confirming] = await db.select({ count: count() }).from(orders).where(eq(orders.status, 'INIT'));
  ordersConfirming().set(confirming?.count ?? 0);
}

async function readCalls({ db, now }: Pick<Context, 'db' | 'now'>): Promise<void> {
  const since = new Date(now().getTime() - HOUR_MS);
  const rows = await db
    .select({ api: exchanges.api, outcome: exchanges.outcome, count: count() })
    .from(exchanges)
    .where(gt(exchanges.startedAt, since))
    .groupBy(exchanges.api, exchanges.outcome);
  // What did not happen for an hour has no row, and must not keep its old figure.
  gatewayCalls().reset();
  for (const { api, outcome, count: calls } of rows) gatewayCalls().set({ api, outcome }, calls);
}

async function readCases({ db }: Pick<Context, 'db'>): Promise<void> {
  const [row] = await db.select({ count: count() }).from(cases).where(eq(cases.status, 'OPEN'));
  openCases().set(row?.count ?? 0);
}

async function readJobs({ db }: Pick<Context, 'db'>): Promise<void> {
  const [queue] = await db.execute<{ known: string | null }>(
    sql`select to_regclass('graphile_worker.jobs')::text as known`,
  );
  // The queue's schema is made by the first migration run; before it there are no jobs.
  if (!queue?.known) return jobsWaiting().set(0);
  const [row] = await db.execute<{ waiting: number }>(
    sql`select count(*)::int as waiting from graphile_worker.jobs where locked_at is null and run_at <= now() and attempts < max_attempts`,
  );
  jobsWaiting().set(row?.waiting ?? 0);
}

async function readWorkers({ db }: Pick<Context, 'db'>): Promise<void> {
  const [row] = await db
    .select({ ageS: sql<number>`extract(epoch from now() - ${workerPools.seenAt})::float8` })
    .from(workerPools)
    .orderBy(desc(workerPools.seenAt))
    .limit(1);
  if (row) workerSeen().set(Math.max(0, row.ageS));
}
