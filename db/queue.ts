/**
 * Puts a job into the queue inside the caller's transaction, so that a fact and the work it asks for live or die together.
 */
import { sql } from 'drizzle-orm';
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
  apply_notification: { notificationId: string };
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

/** Takes a job back that nobody is at; one that is running is left. */
export async function removeJob(tx: Database, key: string): Promise<void> {
  await tx.execute(sql`select graphile_worker.remove_job(${key}::text)`);
}
