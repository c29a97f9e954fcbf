/**
 * Puts a job into the queue inside the caller's transaction, so that a fact and the work it asks for live or die together.
 */
import { sql } from 'drizzle-orm';
import type { Database } from './client';

/** Every task of the worker, with its payload. The worker's task list is checked against this type. */
export interface Jobs {
  charge: { paymentId: string };
  inquire: { paymentId: string };
  complete_authorization: { authorizationId: string };
  expire_authorization: { authorizationId: string };
  apply_notification: { notificationId: string };
  probe_configuration: Record<string, never>;
  sweep: Record<string, never>;
}

export type JobName = keyof Jobs;

export interface JobOptions {
  /** Not before; absent means at once. */
  runAt?: Date;
  /** Jobs with one key are one job; a later call moves it. */
  key?: string;
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
    run_at => ${options.runAt?.toISOString() ?? null}::timestamptz, job_key => ${options.key ?? null}::text,
    max_attempts => ${MAX_ATTEMPTS}::int)`);
}

/** What waits for its time is due at once: what it waited for has come. Jobs that somebody is at are left alone. */
export async function moveUpJobs(tx: Database, names: readonly JobName[]): Promise<void> {
  await tx.execute(sql`select count(*) from graphile_worker.reschedule_jobs(
    array(select j.id from graphile_worker.jobs j where j.task_identifier = any(${sql.param(names)}::text[])
      and j.locked_at is null and j.attempts < j.max_attempts and j.run_at > now()),
    run_at => now())`);
}
