/**
 * Applies a kept notification through the same doors as every other road. Never calls Alipay: Alipay waits for us.
 */
import { eq, inArray } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { notifications } from '@/db/schema/notifications';
import { credentials } from '@/db/schema/wallets';
import type { AuthorizationNotification } from '@/lib/alipay/notify-authorization';
import type { PaymentNotification } from '@/lib/alipay/notify-payment';
import type { RefundNotification } from '@/lib/alipay/notify-refund';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { recordPaymentResult } from '@/lib/payments/record-result';
import { loseWallet } from '@/lib/wallets/lose-wallet';
import { receiveNotifiedCode } from '@/lib/wallets/receive-code';
import { readNews } from './read-news';
import { notificationStates, type NotificationEvent } from './states';

/** What applying came to: an event of the state table, and why in a few words. */
interface Applied {
  readonly event: NotificationEvent;
  readonly outcome: string;
}

/** Runs inside the caller's transaction or savepoint. */
export async function applyNotification(ctx: Context, id: Id<'ntf'>): Promise<void> {
  const tx = ctx.db;
  const [row] = await tx.select().from(notifications).where(eq(notifications.id, id)).for('update');
  if (!row || notificationStates.isFinal(row.status)) return;
  const raw = ctx.sealer.open(row.bodySealed, { table: 'notifications', row: id, column: 'body' });
  const news = readNews(row.kind, raw.subarray(raw.indexOf('\n\n') + 2));
  if (news.kind === 'malformed') throw new Error(`kept notification ${id} cannot be read: ${news.problem}`);

  const applied = await applyMessage(ctx, tx, id, news.message);
  const status = notificationStates.next(row.status, applied.event);
  await tx
    .update(notifications)
    .set({
      outcome: applied.outcome,
      ...(status && { status, ...(status === 'APPLIED' && { appliedAt: ctx.now() }) }),
    })
    .where(eq(notifications.id, id));
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
      return { event: 'subject_unknown', outcome: 'no such refund yet' };
  }
}

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
      return { event: 'applied', outcome: 'already known' };
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
