/**
 * Debits a payment: pins what will be sent, sends it, records what came of it.
 *
 * Before the first byte leaves, the credential, the exact body, the moment and the expiry are written down together with
 * the job that inquires. Whoever finds a payment pinned by somebody else does not send: it inquires first.
 */
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { customers } from '@/db/schema/customers';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { users } from '@/db/schema/users';
import { credentials, wallets } from '@/db/schema/wallets';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { isConfigurationTrouble } from '@/lib/alipay/configuration-trouble';
import { debitsStopped } from '@/lib/configuration/debits-stopped';
import { closeCases } from '@/lib/cases/close-cases';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { mustDebitsWait, readMerchantSettings } from '@/lib/settings/read-settings';
import { buryEarlierAttempts } from './bury-earlier';
import { cancelUnsent } from './cancel-unsent';
import { closeOpenCancel } from './move-cancel';
import { inquiryGapMs } from './inquiry-schedule';
import { failUnsent } from './fail-unsent';
import { isPaidByAny } from './is-paid-by-any';
import { payBodyOrNull } from './pay-body';
import { openCancel } from './read-return-facts';
import { recordPaymentResult } from './record-result';

/** Alipay's own longest expiry of an auto debit; after it, what was not collected never will be. */
export const PAYMENT_LIFE_MS = 60_000;
/** While the gateway cannot be reached at all, nothing is lost by waiting; a payment not sent is pinned anew. */
const NOT_SENT_GAP_MS = 5_000;
/** How often a stopped switch is looked at again. */
const PAUSED_GAP_MS = 30_000;
/** Whoever ends a stop moves up what waits for it; this only finds what was overlooked. */
const STOPPED_GAP_MS = 10 * 60_000;

export interface Pinned {
  readonly paymentId: Id<'pay'>;
  readonly paymentRequestId: string;
  readonly body: Uint8Array;
  readonly sentAt: Date;
  readonly expiresAt: Date;
}

export type Charged =
  | 'sent'
  | 'not_sent'
  | 'refused'
  | 'taken_over'
  | 'settled'
  | 'paused'
  | 'stopped'
  | 'held'
  | 'earlier_open'
  | 'earlier_paid'
  | 'wallet_lost'
  | 'not_sendable';

export async function chargeOrder(ctx: Context, paymentId: Id<'pay'>): Promise<Charged> {
  const earlier = await buryEarlierAttempts(ctx, paymentId);
  if (earlier !== 'dead') return earlier;

  // Reserve.
  const pinned = await ctx.db.transaction((tx) => pinPayment(tx, ctx, paymentId));
  if (typeof pinned === 'string') return pinned;

  // Call.
  const { outcome, exchange } = await ctx.gateway.pay(pinned.body, {
    paymentRequestId: pinned.paymentRequestId,
    notAfter: pinned.expiresAt,
  });

  // Record.
  if (outcome.kind === 'not_sent') {
    await unpinPayment(ctx, { ...pinned, sends: 1 }, outcome.reason);
    return 'not_sent';
  }
  await recordPaymentResult(ctx, { paymentRequestId: pinned.paymentRequestId, road: 'response', outcome, exchange });
  if (outcome.kind !== 'failed' || !isConfigurationTrouble(outcome)) {
    await closeUnsent(ctx, paymentId);
    return 'sent';
  }
  // Signed, and the answer to the only send: Alipay created nothing. It waits until the configuration is mended.
  await unpinPayment(ctx, { ...pinned, sends: 1 }, outcome.code);
  return 'refused';
}

/** That it was not sent for a day is over, whatever comes of it. Dying before this leaves that to the final word. */
async function closeUnsent(ctx: Context, paymentId: Id<'pay'>): Promise<void> {
  const closing = { kinds: ['unsent_for_long'], subjectId: paymentId, reason: 'sent', evidenceId: null } as const;
  await ctx.db.transaction((tx) => closeCases(tx, ctx, closing));
}

/** Writes down all that may leave, or says why nothing does. */
async function pinPayment(tx: Database, ctx: Context, paymentId: Id<'pay'>): Promise<Pinned | Charged> {
  const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update');
  if (!payment || payment.status !== 'INIT') return 'settled';
  if (payment.sentAt) {
    // Somebody sent this, or may have. Ask what became of it.
    await addJob(tx, 'inquire', { paymentId }, { key: `inquire:${paymentId}` });
    return 'taken_over';
  }
  if (await openCancel(tx, paymentId)) {
    // It was on its way when somebody cancelled it, and certainly nothing came of that: now nothing leaves any more.
    await cancelUnsent(tx, ctx, payment, 'clock');
    await closeOpenCancel(tx, ctx, paymentId, { road: 'clock', evidenceId: null });
    return 'settled';
  }
  if (await isPaidByAny(tx, payment.orderId)) {
    await failUnsent(tx, ctx, payment, 'EARLIER_ATTEMPT_PAID');
    return 'earlier_paid';
  }
  const now = ctx.now();
  if (await mustDebitsWait({ ...ctx, db: tx })) {
    const runAt = new Date(now.getTime() + PAUSED_GAP_MS);
    await addJob(tx, 'charge', { paymentId }, { key: `charge:${paymentId}`, runAt });
    return 'paused';
  }
  if (await debitsStopped(tx)) {
    const realRunAt = new Date(ctx.realNow().getTime() + STOPPED_GAP_MS);
    await addJob(tx, 'charge', { paymentId }, { key: `charge:${paymentId}`, realRunAt });
    return 'stopped';
  }
  const usable = await currentCredential(tx, payment.walletId, now);
  if (!usable) {
    await failUnsent(tx, ctx, payment, 'WALLET_NOT_USABLE');
    return 'wallet_lost';
  }
  const { credential, brand } = usable;
  const [ordered] = await tx
    .select({
      order: orders,
      buyer: customers,
      email: sql<string | null>`coalesce(${users.email}, ${customers.email})`,
    })
    .from(orders)
    .innerJoin(customers, eq(customers.id, orders.customerId))
    .leftJoin(users, eq(users.customerId, customers.id))
    .where(eq(orders.id, payment.orderId));
  if (await isHeld(tx, ctx, payment, ordered!.order)) return 'held';
  const expiresAt = new Date(now.getTime() + PAYMENT_LIFE_MS);
  const body = payBodyOrNull(ctx, { payment, ...ordered!, credential, brand, expiresAt });
  if (!body) {
    await failUnsent(tx, ctx, payment, 'NOT_SENDABLE');
    return 'not_sendable';
  }
  await tx
    .update(payments)
    .set({
      credentialId: credential.id,
      bodySealed: ctx.sealer.seal(body, bodyPlace(payment.id)),
      sentAt: now,
      sentRealAt: ctx.realNow(),
      expiresAt,
      sends: 1,
      // Of an earlier attempt the questions were counted here while this one waited.
      inquiries: 0,
      updatedAt: now,
    })
    // The row is locked; the condition states the law once more for a process that woke after being taken for dead.
    .where(and(eq(payments.id, paymentId), eq(payments.status, 'INIT'), isNull(payments.sentAt)));
  const runAt = new Date(now.getTime() + inquiryGapMs(0));
  await addJob(tx, 'inquire', { paymentId }, { key: `inquire:${paymentId}`, runAt });
  return { paymentId, paymentRequestId: payment.paymentRequestId, body, sentAt: now, expiresAt };
}

/**
 * What has lain unsent for longer than the merchant's limit waits for somebody's yes: a customer who has long paid otherwise
 * must not be debited by a queue that comes back to life.
 */
async function isHeld(
  tx: Database,
  ctx: Context,
  payment: { readonly createdAt: Date },
  order: typeof orders.$inferSelect,
): Promise<boolean> {
  if (order.heldSince) return true;
  const { staleAfterMinutes } = await readMerchantSettings(tx);
  const wantedAt = Math.max(payment.createdAt.getTime(), order.confirmedAt?.getTime() ?? 0);
  if (ctx.now().getTime() - wantedAt <= staleAfterMinutes * 60_000) return false;
  await tx.update(orders).set({ heldSince: ctx.now(), updatedAt: ctx.now() }).where(eq(orders.id, order.id));
  ctx.log.warn({ order: order.id }, 'a debit lay for too long; it waits for a confirmation');
  return true;
}

export function bodyPlace(paymentId: Id<'pay'>) {
  return { table: 'payments', row: paymentId, column: 'body' };
}

type Credential = typeof credentials.$inferSelect;

/** What a wallet may be debited with at this moment: its current credential, while it is linked, not paused and not run out. */
export function usableCredential(db: Database, walletId: Id<'wal'>, now: Date) {
  return db
    .select({ credential: credentials, brand: wallets.brand })
    .from(credentials)
    .innerJoin(wallets, eq(wallets.id, credentials.walletId))
    .where(
      and(
        eq(wallets.id, walletId),
        eq(wallets.status, 'LINKED'),
        eq(wallets.paused, false),
        eq(credentials.status, 'CURRENT'),
        or(isNull(credentials.accessTokenExpiresAt), gt(credentials.accessTokenExpiresAt, now)),
      ),
    );
}

/** The same, held until this transaction ends: a permission that ends meanwhile ends before the pin or after it. */
async function currentCredential(
  tx: Database,
  walletId: Id<'wal'>,
  now: Date,
): Promise<{ credential: Credential; brand: Brand } | null> {
  await tx.select({ id: wallets.id }).from(wallets).where(eq(wallets.id, walletId)).for('share');
  const [row] = await usableCredential(tx, walletId, now);
  return row && isBrand(row.brand) ? { credential: row.credential, brand: row.brand } : null;
}

export interface KnownPin {
  readonly paymentId: Id<'pay'>;
  readonly sentAt: Date;
  /** How often its bytes had left, as far as was known when Alipay said that there is no such payment. */
  readonly sends: number;
}

/**
 * Takes a pin back when certainly nothing came of it, so that the payment can be pinned anew. Only that one pin: had anyone
 * sent it again meanwhile, or made another, it stays.
 */
export async function unpinPayment(ctx: Context, pin: KnownPin, reason: string): Promise<void> {
  const { paymentId } = pin;
  await ctx.db.transaction(async (tx) => {
    const unpinned = await tx
      .update(payments)
      .set({
        sentAt: null,
        sentRealAt: null,
        expiresAt: null,
        bodySealed: null,
        credentialId: null,
        sends: 0,
        inquiries: 0,
        updatedAt: ctx.now(),
      })
      .where(
        and(
          eq(payments.id, paymentId),
          eq(payments.status, 'INIT'),
          eq(payments.sentAt, pin.sentAt),
          eq(payments.sends, pin.sends),
        ),
      )
      .returning({ id: payments.id });
    if (unpinned.length === 0) return;
    const realRunAt = new Date(ctx.realNow().getTime() + NOT_SENT_GAP_MS);
    await addJob(tx, 'charge', { paymentId }, { key: `charge:${paymentId}`, realRunAt });
  });
  ctx.log.warn({ payment: paymentId, reason }, 'nothing came of a debit; it is tried again');
}
