/**
 * Puts a job into the queue inside the caller's transaction, so that a fact and the work it asks for live or die together.
 *
 * The queue keeps real time. What is due at a business time is translated here, in one place, by the database's `queue_time`;
 * when a demo's clock is moved, what waits moves along.
 */
import { sql } from 'drizzle-orm';
import type { ClockSetting } from '../lib/kit/clock';
import type { Database } from './client';

/** Every task of the worker, with its payload. The worker's task list is checked against this type. */
export interface Jobs {
  charge: { paymentId: string };
  inquire: { paymentId: string };
  /** Asks Alipay once what is true of a payment that is final with us. */
  verify_payment: { paymentId: string; asked?: number };
  cancel: { cancelId: string };
  /** The policy's own try after a failure. */
  retry_order: { orderId: string };
  refund: { refundId: string };
  revoke_wallet: { walletId: string };
  /** The policy's own return of money that came twice or late. */
  return_surplus: { caseId: string };
  complete_authorization: { authorizationId: string };
  expire_authorization: { authorizationId: string };
  expire_link_session: { linkSessionId: string };
  apply_notification: { notificationId: string };
  /** Writes an event's body and its deliveries. */
  publish_event: { eventId: string };
  /** `askedBy` where a person or a key asked for this attempt. */
  deliver_webhook: { deliveryId: string; askedBy?: string };
  /** Queues again what rested while an endpoint was paused, a batch at a time. */
  resume_deliveries: { endpointId: string; after?: string };
  /** Sends again what was told within a time, a batch at a time. */
  resend_deliveries: ResendRange;
  probe_configuration: Record<string, never>;
  sweep: Record<string, never>;
}

/** Business times; both ends are within. `after` is the delivery that the batch before ended with. */
export interface ResendRange {
  endpointId: string;
  from: string;
  to: string;
  status?: string;
  askedBy: string;
  after?: string;
}

export type JobName = keyof Jobs;

export interface JobOptions {
  /** Not before this business time; absent means at once. */
  runAt?: Date;
  /** Not before this real time, for what waits for a call, a browser or an outage: a clock that runs fast hurries none of them. */
  realRunAt?: Date;
  /** Jobs with one key are one job; a later call moves it. */
  key?: string;
  /** Jobs of one lane are done one after another, so that slow ones take one of the worker's places and no more. */
  lane?: string;
}

/** Tries of one job before it rests; the sweep finds what is then still open and queues it anew. */
const MAX_ATTEMPTS = 25;

export async function addJob<Name extends JobName>(
  tx: Database,
  name: Name,
  payload: Jobs[Name],
  options: JobOptions = {},
): Promise<void> {
  await tx.execute(sql`select graphile_worker.add_job(
    identifier => ${name}::text, payload => ${JSON.stringify(payload)}::json,
    run_at => ${dueAt(options)}, job_key => ${options.key ?? null}::text, queue_name => ${options.lane ?? null}::text,
    max_attempts => ${MAX_ATTEMPTS}::int)`);
}

/** Takes a job back that nobody is at; one that is running is left. */
export async function removeJob(tx: Database, key: string): Promise<void> {
  await tx.execute(sql`select graphile_worker.remove_job(${key}::text)`);
}

/** What waits for its time is due at once: what it waited for has come. Jobs that somebody is at are left alone. */
export async function moveUpJobs(tx: Database, names: readonly JobName[]): Promise<void> {
  await tx.execute(sql`select count(*) from graphile_worker.reschedule_jobs(
    array(select j.id from graphile_worker.jobs j where j.task_identifier = any(${sql.param(names)}::text[])
      and j.locked_at is null and j.attempts < j.max_attempts and j.run_at > now()),
    run_at => now())`);
}

function dueAt({ runAt, realRunAt }: JobOptions) {
  if (realRunAt) return sql`${realRunAt.toISOString()}::timestamptz`;
  return runAt ? sql`queue_time(${runAt.toISOString()}::timestamptz)` : sql`null::timestamptz`;
}

/**
 * Moves every job that nobody is at, so that what was due at a business time stays due at it. Runs while the clock is held
 * (`holdDemoClock`). A row that is locked this very moment is being taken by a worker, or queued to run at once.
 *
 * The queue has no call for this, so its table is written to; the worker is then woken as the queue itself does it.
 *
 * @returns how many jobs there were to move
 */
export async function rescheduleJobs(tx: Database, before: ClockSetting, after: ClockSetting): Promise<number> {
  const instant = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const moved = await tx.execute(sql`
    update graphile_worker._private_jobs j
    set updated_at = now(),
      run_at = ${instant(after.realBaseMs)} + make_interval(secs => (
        extract(epoch from j.run_at - ${instant(before.realBaseMs)})::float8 * ${before.rate}::float8
        + ${(before.demoBaseMs - after.demoBaseMs) / 1_000}::float8) / ${after.rate}::float8)
    from (select id from graphile_worker._private_jobs where locked_at is null for update skip locked) free
    where free.id = j.id
    returning j.id`);
  await tx.execute(
    sql`select pg_notify('jobs:insert', json_build_object('r', random(), 'count', ${moved.length}::int)::text)`,
  );
  return moved.length;
}
