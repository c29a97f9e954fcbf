/**
 * Figures that live in the database, read when Prometheus asks: each is a count over an index that stays small, or over
 * the last day or hour only. What the worker does is read here too: it has no address to be asked at.
 */
import { and, count, desc, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { cases } from '@/db/schema/cases';
import { configurationStops } from '@/db/schema/configuration';
import { exchanges } from '@/db/schema/evidence';
import { workerPools } from '@/db/schema/instance';
import { orders, PAYMENT_STATUSES } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { webhookDeliveries, webhookEndpoints } from '@/db/schema/webhooks';
import { isApi } from '@/lib/alipay/advice';
import { CODE_NOT_TOLD } from '@/lib/alipay/outcome';
import { meaningOf } from '@/lib/alipay/result-codes';
import type { Context } from '@/lib/context';
import { gauge } from '@/lib/kit/metrics';
import { WORKER_SILENT_FOR } from '@/lib/overview/gateway-problems';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const ordersOfLastDay = () => gauge('mandate_orders_last_day', 'Orders placed in the last 24 hours', ['status']);
const ordersConfirming = () => gauge('mandate_orders_confirming', 'Orders without a final result, of any age');
const gatewayCalls = () =>
  gauge('mandate_gateway_calls_last_hour', 'Calls to Alipay begun in the last hour', ['api', 'outcome']);
const unlistedCodes = () =>
  gauge(
    'mandate_gateway_unlisted_codes_last_hour',
    'Answers and news of the last hour with a result code that our table does not hold',
    ['api'],
  );
const openCases = () => gauge('mandate_cases_open', 'Cases that a person must decide');
const jobsWaiting = () => gauge('mandate_jobs_waiting', 'Jobs that are due and not being worked on');
const debitsStopped = () =>
  gauge('mandate_debits_stopped', 'Whether new debits wait because Alipay refuses our configuration');
const circuitOpen = () => gauge('mandate_gateway_circuit_open', 'Processes that do not reach the gateway', ['process']);
const keysRefused = () => gauge('mandate_key_file_refused', 'Processes that could not take a changed key', ['process']);
const workerSeen = () => gauge('mandate_worker_last_seen_seconds', 'Seconds since a worker was last seen');
const webhooksWaiting = () => gauge('mandate_webhook_deliveries_waiting', 'Events that have not got through yet');
const endpointsFailing = () =>
  gauge('mandate_webhook_endpoints_failing', 'Endpoints to which nothing gets through, paused or not');

type Own = Pick<Context, 'db' | 'now' | 'gateway' | 'keysInUse'>;

export async function readFigures(ctx: Own): Promise<void> {
  await Promise.all([
    readOrders(ctx),
    readCalls(ctx),
    readCases(ctx),
    readStop(ctx),
    readJobs(ctx),
    readWebhooks(ctx),
    readWorkers(ctx),
    readProcesses(ctx),
  ]);
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
    .select({ api: exchanges.api, outcome: exchanges.outcome, code: believedCode, count: count() })
    .from(exchanges)
    .where(gt(exchanges.startedAt, since))
    .groupBy(exchanges.api, exchanges.outcome, believedCode);
  // What did not happen for an hour has no row, and must not keep its old figure.
  gatewayCalls().reset();
  unlistedCodes().reset();
  for (const { api, outcome, code, count: calls } of rows) {
    gatewayCalls().inc({ api, outcome }, calls);
    if (code !== null && isApi(api) && meaningOf(api, code) === null) unlistedCodes().inc({ api }, calls);
  }
  await readUnlistedReasons(db, since);
}

/** Anybody may claim anything: only what was signed counts as Alipay's code. */
const believedCode = sql<
  string | null
>`case when ${exchanges.signatureVerdict} = 'valid' then ${exchanges.resultCode} end`;

/** Why a payment failed may also come inside an inquiry's answer or by notification, where no exchange's own code tells it. */
async function readUnlistedReasons(db: Context['db'], since: Date): Promise<void> {
  const rows = await db
    .select({ road: payments.resolvedBy, code: payments.failureCode, count: count() })
    .from(payments)
    .where(
      and(
        gt(payments.resolvedAt, since),
        inArray(payments.resolvedBy, ['inquiry', 'notification']),
        isNotNull(payments.failureCode),
      ),
    )
    .groupBy(payments.resolvedBy, payments.failureCode);
  for (const { road, code, count: times } of rows) {
    if (code === null || code === CODE_NOT_TOLD || meaningOf('pay', code) !== null) continue;
    unlistedCodes().inc({ api: road === 'inquiry' ? 'inquiryPayment' : 'notifyPayment' }, times);
  }
}

async function readCases({ db }: Pick<Context, 'db'>): Promise<void> {
  const [row] = await db.select({ count: count() }).from(cases).where(eq(cases.status, 'OPEN'));
  openCases().set(row?.count ?? 0);
}

async function readStop({ db }: Pick<Context, 'db'>): Promise<void> {
  const [open] = await db
    .select({ count: count() })
    .from(configurationStops)
    .where(isNull(configurationStops.resolvedAt));
  debitsStopped().set(open?.count ?? 0);
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

async function readWebhooks({ db }: Pick<Context, 'db'>): Promise<void> {
  const [[deliveries], [endpoints]] = await Promise.all([
    db.select({ waiting: count() }).from(webhookDeliveries).where(eq(webhookDeliveries.status, 'PENDING')),
    db
      .select({ failing: count() })
      .from(webhookEndpoints)
      .where(and(isNull(webhookEndpoints.removedAt), isNotNull(webhookEndpoints.failingSince))),
  ]);
  webhooksWaiting().set(deliveries?.waiting ?? 0);
  endpointsFailing().set(endpoints?.failing ?? 0);
}

async function readWorkers({ db }: Pick<Context, 'db'>): Promise<void> {
  const [row] = await db
    .select({ ageS: sql<number>`extract(epoch from now() - ${workerPools.seenAt})::float8` })
    .from(workerPools)
    .orderBy(desc(workerPools.seenAt))
    .limit(1);
  if (row) workerSeen().set(Math.max(0, row.ageS));
}

/** Of this web process, and of the workers that live. */
async function readProcesses({ db, gateway, keysInUse }: Own): Promise<void> {
  const [workers] = await db
    .select({
      circuitOpen: sql<number>`count(*) filter (where ${workerPools.circuit} <> 'closed')::int`,
      keysRefused: sql<number>`count(*) filter (where ${workerPools.keys} ->> 'problem' is not null)::int`,
    })
    .from(workerPools)
    .where(gt(workerPools.seenAt, sql`now() - ${WORKER_SILENT_FOR}`));
  circuitOpen().set({ process: 'web' }, gateway.circuit().state === 'closed' ? 0 : 1);
  circuitOpen().set({ process: 'worker' }, workers?.circuitOpen ?? 0);
  keysRefused().set({ process: 'web' }, keysInUse().problem === null ? 0 : 1);
  keysRefused().set({ process: 'worker' }, workers?.keysRefused ?? 0);
}
