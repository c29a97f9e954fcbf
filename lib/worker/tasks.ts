/**
 * The worker's tasks: each calls one verb. A task that throws is tried again by the queue with growing gaps; what a verb
 * answers is never an error.
 */
import type { Task, TaskList } from 'graphile-worker';
import type { JobName, Jobs } from '@/db/queue';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { probeConfiguration } from '@/lib/configuration/probe';
import { applyNotification } from '@/lib/notifications/apply';
import { cancelPayment } from '@/lib/payments/cancel';
import { chargeOrder } from '@/lib/payments/charge';
import { inquirePayment } from '@/lib/payments/inquire';
import { retryByPolicy } from '@/lib/payments/retry-order';
import { verifyPayment } from '@/lib/payments/verify';
import { returnSurplusByPolicy } from '@/lib/refunds/return-surplus';
import { sendRefund } from '@/lib/refunds/send-refund';
import { deliverWebhook } from '@/lib/webhooks/deliver';
import { resumeDeliveries } from '@/lib/webhooks/pause-endpoint';
import { publishEvent } from '@/lib/webhooks/publish-event';
import { resendDeliveries } from '@/lib/webhooks/resend';
import { exchangeCode } from '@/lib/wallets/exchange-code';
import { expireAuthorization } from '@/lib/wallets/expire-authorization';
import { expireLinkSession } from '@/lib/wallets/expire-link-session';
import { revokeWallet } from '@/lib/wallets/revoke-wallet';
import { sweep } from './sweep';

type Verbs = { [Name in JobName]: (ctx: Context, payload: Jobs[Name]) => Promise<unknown> };

const verbs: Verbs = {
  charge: (ctx, { paymentId }) => chargeOrder(ctx, paymentId as Id<'pay'>),
  inquire: (ctx, { paymentId }) => inquirePayment(ctx, paymentId as Id<'pay'>),
  verify_payment: (ctx, { paymentId, asked }) => verifyPayment(ctx, paymentId as Id<'pay'>, asked ?? 0),
  cancel: (ctx, { cancelId }) => cancelPayment(ctx, cancelId as Id<'can'>),
  retry_order: (ctx, { orderId }) => retryByPolicy(ctx, orderId as Id<'ord'>),
  refund: (ctx, { refundId }) => sendRefund(ctx, refundId as Id<'ref'>),
  return_surplus: (ctx, { caseId }) => returnSurplusByPolicy(ctx, caseId as Id<'cas'>),
  revoke_wallet: (ctx, { walletId }) => revokeWallet(ctx, walletId as Id<'wal'>),
  complete_authorization: (ctx, { authorizationId }) => exchangeCode(ctx, authorizationId as Id<'aut'>),
  expire_authorization: (ctx, { authorizationId }) => expireAuthorization(ctx, authorizationId as Id<'aut'>),
  expire_link_session: (ctx, { linkSessionId }) => expireLinkSession(ctx, linkSessionId as Id<'lks'>),
  apply_notification: (ctx, { notificationId }) =>
    ctx.db.transaction((tx) => applyNotification({ ...ctx, db: tx }, notificationId as Id<'ntf'>)),
  publish_event: (ctx, { eventId }) => publishEvent(ctx, eventId as Id<'evt'>),
  deliver_webhook: (ctx, { deliveryId, askedBy }) => deliverWebhook(ctx, deliveryId as Id<'dlv'>, askedBy),
  resume_deliveries: (ctx, { endpointId, after }) =>
    resumeDeliveries(ctx, endpointId as Id<'whe'>, after as Id<'dlv'> | undefined),
  resend_deliveries: (ctx, range) => resendDeliveries(ctx, range),
  probe_configuration: (ctx) => probeConfiguration(ctx),
  sweep: (ctx) => sweep(ctx),
};

export function createTaskList(ctx: Context): TaskList {
  const task =
    <Name extends JobName>(name: Name): Task =>
    async (payload) => {
      const result = await verbs[name](ctx, payload as Jobs[Name]).catch((error: unknown) => {
        ctx.log.error({ err: error, job: name, subject: subjectOf(payload) }, 'a job failed; the queue tries it again');
        // The queue prints and stores what is thrown, and a database error carries its parameters.
        throw new Error(`${name} failed: ${error instanceof Error ? error.name : 'unknown'}`);
      });
      ctx.log.info({ job: name, subject: subjectOf(payload), result }, 'job done');
    };
  return Object.fromEntries((Object.keys(verbs) as JobName[]).map((name) => [name, task(name)]));
}

function subjectOf(payload: unknown): unknown {
  return typeof payload === 'object' && payload !== null ? Object.values(payload)[0] : undefined;
}
