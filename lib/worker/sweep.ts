/**
 * The minute sweep: whatever is not final and has no job gets one; what was kept but not applied is applied.
 */
import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { notifications } from '@/db/schema/notifications';
import { forgetOldKeys } from '@/lib/api/idempotency';
import type { Context } from '@/lib/context';
import { applyNotification } from '@/lib/notifications/apply';
import { assertNever } from '@/lib/kit/assert-never';
import type { Id } from '@/lib/kit/ids';
import { findWorkWithoutJob, KEY_OF_WORK, type OpenWork } from '@/lib/overview/work-without-job';
import { requeueDelivery } from '@/lib/webhooks/queue-delivery';
import { endExpired } from '@/lib/wallets/end-expired';
import { expireLinkSessions } from '@/lib/wallets/expire-link-session';
import { raiseOld } from './raise-old';

/** Of one sweep; those that still wait come again a minute later. */
const NOTIFICATIONS_MAX = 200;
/** The door that is applying one right now is left alone; it takes real time. */
const APPLYING_MS = 5_000;

export interface Swept {
  /** Should be zero: each one is a place where the work and its job were not written down together. */
  readonly withoutJob: number;
  readonly applied: number;
}

export async function sweep(ctx: Context): Promise<Swept> {
  await raiseOld(ctx);
  await endExpired(ctx);
  const found = await findWorkWithoutJob(ctx);
  await ctx.db.transaction(async (tx) => {
    for (const { id, sent } of found.payments) {
      await addJob(tx, sent ? 'inquire' : 'charge', { paymentId: id }, { key: `${sent ? 'inquire' : 'charge'}:${id}` });
    }
    for (const { id, hasCode } of found.authorizations) {
      const name = hasCode ? 'complete_authorization' : 'expire_authorization';
      await addJob(tx, name, { authorizationId: id }, { key: `${hasCode ? 'complete' : 'expire'}:${id}` });
    }
    for (const { job, id } of found.others) await queueOther(tx, job, id);
  });
  const withoutJob = found.payments.length + found.authorizations.length + found.others.length;
  if (withoutJob > 0) ctx.log.error({ withoutJob }, 'work without a job was found and queued');
  const applied = await applyKept(ctx);
  // Last, since none of it is money.
  await expireLinkSessions(ctx);
  await forgetOldKeys(ctx);
  return { withoutJob, applied };
}

function queueOther(tx: Database, job: OpenWork, id: string): Promise<void> {
  const options = { key: `${KEY_OF_WORK[job]}${id}` };
  switch (job) {
    case 'cancel':
      return addJob(tx, job, { cancelId: id }, options);
    case 'refund':
      return addJob(tx, job, { refundId: id }, options);
    case 'revoke_wallet':
      return addJob(tx, job, { walletId: id }, options);
    case 'retry_order':
      return addJob(tx, job, { orderId: id }, options);
    case 'publish_event':
      return addJob(tx, job, { eventId: id }, options);
    case 'deliver_webhook':
      return requeueDelivery(tx, id as Id<'dlv'>);
    default:
      return assertNever(job);
  }
}

async function applyKept(ctx: Context): Promise<number> {
  const kept = await ctx.db
    .select({ id: notifications.id })
    .from(notifications)
    .where(
      and(
        inArray(notifications.status, ['RECEIVED', 'WAITING']),
        lt(notifications.receivedAt, new Date(ctx.now().getTime() - APPLYING_MS * ctx.rate())),
      ),
    )
    .orderBy(sql`${notifications.triedAt} asc nulls first`, asc(notifications.receivedAt))
    .limit(NOTIFICATIONS_MAX);
  let applied = 0;
  for (const { id } of kept) {
    await ctx.db.update(notifications).set({ triedAt: ctx.now() }).where(eq(notifications.id, id));
    try {
      await ctx.db.transaction((tx) => applyNotification({ ...ctx, db: tx }, id));
      applied += 1;
    } catch (error) {
      ctx.log.error({ err: error, notification: id }, 'a kept notification could not be applied');
    }
  }
  return applied;
}
