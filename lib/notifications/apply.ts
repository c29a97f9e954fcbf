/**
 * Applies a kept notification through the same doors as every other road. Never calls Alipay: Alipay waits for us.
 */
import { eq, inArray } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { notifications, type NotificationStatus } from '@/db/schema/notifications';
import { credentials } from '@/db/schema/wallets';
import type { AuthorizationNotification } from '@/lib/alipay/notify-authorization';
import type { PaymentNotification } from '@/lib/alipay/notify-payment';
import type { RefundNotification } from '@/lib/alipay/notify-refund';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { recordPaymentResult } from '@/lib/payments/record-result';
import { recordRefundResult } from '@/lib/refunds/record-refund-result';
import { loseWallet } from '@/lib/wallets/lose-wallet';
import { receiveNotifiedCode } from '@/lib/wallets/receive-code';
import { readNews } from './read-news';
import { notificationStates, type NotificationEvent } from './states';

/** Those that are applied without anybody's hand. */
const OPEN: readonly NotificationStatus[] = ['RECEIVED', 'WAITING'];

/** Begins the outcome of what could not be read; the field that was wrong follows. */
export const UNREADABLE = 'could not be read';

/** What applying came to: an event of the state table, and why in a few words. */
interface Applied {
  readonly event: NotificationEvent;
  readonly outcome: string;
}

/**
 * Runs inside the caller's transaction or savepoint.
 *
 * @param options.again true also for one that was applied or set aside before: an operator wants it tried once more
 * @returns what applying came to; null where there was nothing to apply
 */
export async function applyNotification(
  ctx: Context,
  id: Id<'ntf'>,
  options: { readonly again?: boolean } = {},
): Promise<string | null> {
  const tx = ctx.db;
  const [row] = await tx.select().from(notifications).where(eq(notifications.id, id)).for('update');
  if (!row || (!options.again && !OPEN.includes(row.status))) return null;
  const raw = ctx.sealer.open(row.bodySealed, { table: 'notifications', row: id, column: 'body' });
  const news = readNews(row.kind, raw.subarray(raw.indexOf('\n\n') + 2));
  const applied: Applied =
    news.kind === 'malformed'
      ? { event: 'unreadable', outcome: `${UNREADABLE}: ${news.problem}` }
      : await applyMessage(ctx, tx, id, news.message);
  // Once more it finds its own work done: what it did the first time stays told.
  const isOwnWork = row.status === 'APPLIED' && applied.outcome === 'already known' && row.outcome !== null;
  const status = notificationStates.next(row.status, applied.event);
  await tx
    .update(notifications)
    .set({
      outcome: isOwnWork ? row.outcome : applied.outcome,
      ...(status && { status, ...(status === 'APPLIED' && { appliedAt: ctx.now() }) }),
    })
    .where(eq(notifications.id, id));
  return applied.outcome;
}

async function applyMessage(
  ctx: Context,
  tx: Database,
  id: Id<'ntf'>,
  message: PaymentNotification | AuthorizationNotification | RefundNotification,
): Promise<Applied> {
  switch (message.kind) {
    case 'payment':
      return applyPayment(ctx, id, message);
    case 'authorization':
      return applyAuthorization(ctx, tx, id, message);
    case 'refund':
      return applyRefund(ctx, id, message);
  }
}

async function applyRefund(ctx: Context, id: Id<'ntf'>, message: RefundNotification): Promise<Applied> {
  const recorded = await recordRefundResult(ctx, {
    refundRequestId: message.refundRequestId,
    road: 'notification',
    outcome: message.outcome,
    exchange: null,
    notificationId: id,
  });
  switch (recorded.kind) {
    case 'recorded':
      return { event: 'applied', outcome: 'moved the refund' };
    case 'unchanged':
      return { event: 'applied', outcome: 'already known' };
    case 'set_aside':
      return { event: 'contradicts', outcome: recorded.reason };
    case 'no_such_refund':
      return { event: 'subject_unknown', outcome: 'no such refund yet' };
  }
}

/** Why news of a payment changed nothing. */
const UNCHANGED = {
  known: 'already known',
  nothing_final: 'said nothing final',
  asked_about: 'asked about',
} as const;

async function applyPayment(ctx: Context, id: Id<'ntf'>, message: PaymentNotification): Promise<Applied> {
  const recorded = await recordPaymentResult(ctx, {
    paymentRequestId: message.paymentRequestId,
    road: 'notification',
    outcome: message.outcome,
    exchange: null,
    notificationId: id,
    paymentId: message.paymentId,
  });
  switch (recorded.kind) {
    case 'recorded':
      return { event: 'applied', outcome: 'moved the payment' };
    case 'unchanged':
      return { event: 'applied', outcome: UNCHANGED[recorded.why ?? 'known'] };
    case 'set_aside':
      return { event: 'contradicts', outcome: recorded.reason };
    case 'no_such_payment':
      return { event: 'subject_unknown', outcome: 'no such payment yet' };
  }
}

async function applyAuthorization(
  ctx: Context,
  tx: Database,
  id: Id<'ntf'>,
  message: AuthorizationNotification,
): Promise<Applied> {
  if (message.type === 'AUTHCODE_CREATED') {
    const received = await receiveNotifiedCode(tx, ctx, message);
    if (received.kind === 'unknown_attempt') return { event: 'subject_unknown', outcome: 'no such attempt yet' };
    return { event: 'applied', outcome: received.kind === 'over' ? 'the attempt was over' : 'brought the code' };
  }
  const [credential] = await tx
    .select({ id: credentials.id })
    .from(credentials)
    .where(inArray(credentials.accessTokenIndex, ctx.sealer.indexes(message.accessToken)));
  if (message.type === 'TOKEN_CREATED') {
    // The token comes to us by applyToken; this is only Alipay's word that it exists.
    return { event: 'applied', outcome: credential ? 'already known' : 'noted' };
  }
  if (!credential) return { event: 'subject_unknown', outcome: 'no such token yet' };
  const loss = await loseWallet(tx, ctx, {
    credentialId: credential.id,
    event: 'ended_by_wallet',
    road: 'notification',
    evidenceId: id,
    reason: 'ended_in_wallet',
  });
  return { event: 'applied', outcome: loss === 'wallet_moved' ? 'ended the wallet' : 'already known' };
}
