/**
 * What staff see of money going back: an order's cancels and refunds with the advice on the next one, and the list of all
 * refunds. JSON-safe.
 */
import { and, asc, desc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { newestFirst, olderThan } from '@/db/newest-first';
import { orders } from '@/db/schema/orders';
import { payments, type ResolvedBy } from '@/db/schema/payments';
import { cancels, REFUND_STATUSES, refunds, type RefundStatus } from '@/db/schema/refunds';
import { users } from '@/db/schema/users';
import { wallets } from '@/db/schema/wallets';
import { inSnapshot } from '@/db/snapshot';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { meaningOf, type Advice } from '@/lib/alipay/result-codes';
import { isAllowed, requireCustomer, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { isId, type Id } from '@/lib/kit/ids';
import type { WireAmount } from '@/lib/kit/money';
import { decodeCursor, encodeCursor, type Page } from '@/lib/kit/page';
import { readCustomerOrder, type CustomerOrder } from '@/lib/orders/views';
import { latestPayment } from '@/lib/payments/latest-payment';
import { mayTryAgain } from '@/lib/payments/retry-order';
import { factsOf, isRefundedBeside, openCancel } from '@/lib/payments/read-return-facts';
import { adviseReturn, type CancelAdvice, type RefundAdvice } from '@/lib/payments/return-advice';
import { readMoneyLimits } from '@/lib/settings/read-settings';
import { EARLIER_REFUND_PAID } from './states';
import { listOwnSurplus, type OwnSurplus } from './surplus-view';

export interface RefundView {
  readonly id: Id<'ref'>;
  readonly orderId: Id<'ord'>;
  readonly refundRequestId: string;
  /** Alipay's id. */
  readonly refundId: string | null;
  readonly amount: WireAmount;
  readonly status: RefundStatus;
  readonly reason: string | null;
  readonly resolvedBy: ResolvedBy | null;
  readonly failure: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
  /** Who asked, by name where it is a person. */
  readonly requestedBy: string;
  /** The refund that this one does again. */
  readonly retryOf: Id<'ref'> | null;
  /**
   * Whether it may be done again, where it failed. Not twice; not where Alipay says that it was paid all the same, nor where that is so
   * of one before it.
   */
  readonly again: 'may' | 'done' | 'paid_after_all' | 'earlier_paid' | null;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
}

export interface CancelView {
  readonly id: Id<'can'>;
  readonly status: RefundStatus;
  readonly requestedBy: string;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
}

export interface RetryWallet {
  readonly id: Id<'wal'>;
  readonly brand: Brand;
  readonly account: string | null;
}

/** A customer's own order, with what they may do about it. */
export interface OwnOrder extends CustomerOrder {
  /** The wallets it may be tried again from; null when it may not. */
  readonly retryWallets: RetryWallet[] | null;
  /** Refunds without a result yet. */
  readonly refundPending: WireAmount;
  /** All of it is asked back, and there is no result yet. */
  readonly cancelling: boolean;
  /** What was asked back last and could not be returned, and what follows from that; null when nothing waits like this. */
  readonly notReturned: { readonly amount: WireAmount; readonly advice: Advice } | null;
  /** What was taken for attempts that had ended without a payment. */
  readonly surplus: readonly OwnSurplus[];
}

export interface OrderReturns {
  readonly cancel: CancelAdviceView;
  readonly refund: RefundAdviceView;
  readonly first: 'cancel' | 'refund' | null;
  readonly cancels: CancelView[];
  readonly refunds: RefundView[];
  readonly refunded: WireAmount;
  readonly refundPending: WireAmount;
  /** The acts that are legal now and that this role may do. */
  readonly acts: {
    readonly cancel: boolean;
    readonly refund: boolean;
    readonly retry: boolean;
    readonly confirm: boolean;
    /** Keeps the policy from trying again. */
    readonly dropRetry: boolean;
  };
  /** A sum above this asks for the password; null: every sum does. */
  readonly passwordAboveMinor: string | null;
  readonly heldSince: string | null;
  readonly nextRetryAt: string | null;
  /** The customer's wallets that could pay a retry. */
  readonly retryWallets: RetryWallet[];
}

export type CancelAdviceView =
  | { readonly kind: 'can'; readonly what: 'unsent' | 'unpaid' | 'paid'; readonly until: string | null }
  | {
      readonly kind: 'cannot';
      readonly why: Extract<CancelAdvice, { kind: 'cannot' }>['why'];
      readonly since: string | null;
    };

export type RefundAdviceView =
  | {
      readonly kind: 'can';
      readonly left: WireAmount;
      readonly minimumMinor: string | null;
      readonly partial: boolean;
      readonly until: string | null;
    }
  | {
      readonly kind: 'cannot';
      readonly why: Extract<RefundAdvice, { kind: 'cannot' }>['why'];
      readonly since: string | null;
    };

export async function readOrderReturns(ctx: Context, orderId: string): Promise<OrderReturns> {
  requireRole(ctx, 'orders.read');
  if (!isId('ord', orderId)) throw new Refusal('not_found');
  const [order] = await ctx.db.select().from(orders).where(eq(orders.id, orderId));
  const attempts = await ctx.db
    .select({ payment: payments, brand: wallets.brand })
    .from(payments)
    .innerJoin(wallets, eq(wallets.id, payments.walletId))
    .where(eq(payments.orderId, orderId))
    .orderBy(asc(payments.attempt));
  const latest = attempts.at(-1);
  if (!order || !latest) throw new Refusal('not_found');
  const ids = attempts.map(({ payment }) => payment.id);
  const asked = await ctx.db
    .select({ cancel: cancels, name: users.name })
    .from(cancels)
    .leftJoin(users, eq(users.id, cancels.requestedBy as never))
    .where(inArray(cancels.paymentId, ids))
    .orderBy(asc(cancels.createdAt));
  const back = await selectRefunds(ctx, [inArray(refunds.paymentId, ids)], 200, 'oldest');
  const { payment } = latest;
  const askedOfIt = asked.flatMap(({ cancel }) => (cancel.paymentId === payment.id ? [cancel] : []));
  const besideMinor = back
    .filter(({ refund }) => refund.paymentId === payment.id && isRefundedBeside(refund))
    .reduce((total, { refund }) => total + refund.amountMinor, 0n);
  const advice = adviseReturn(factsOf(payment, latest.brand, askedOfIt, besideMinor), ctx.now());
  const sum = (status: RefundStatus): WireAmount => ({
    currency: order.currency,
    value: back
      .filter(({ refund }) => refund.status === status)
      .reduce((total, { refund }) => total + refund.amountMinor, 0n)
      .toString(),
  });
  const limits = await readMoneyLimits(ctx.db, order.currency);
  const retriable = await mayTryAgain(ctx.db, payment);
  return {
    cancel: cancelView(advice.cancel),
    refund: refundAdviceView(advice.refund, order.currency),
    first: advice.first,
    cancels: asked.map(({ cancel, name }) => askedView(cancel, name)),
    refunds: back.map(refundView),
    refunded: sum('SUCCESS'),
    refundPending: sum('INIT'),
    acts: {
      cancel: advice.cancel.kind === 'can' && isAllowed(ctx.actor, 'orders.cancel'),
      refund: advice.refund.kind === 'can' && isAllowed(ctx.actor, 'refunds.request'),
      retry: retriable && isAllowed(ctx.actor, 'orders.retry'),
      confirm: order.heldSince !== null && isAllowed(ctx.actor, 'orders.confirm'),
      dropRetry: order.nextRetryAt !== null && isAllowed(ctx.actor, 'orders.confirm'),
    },
    passwordAboveMinor: limits.passwordAboveMinor?.toString() ?? null,
    heldSince: order.heldSince?.toISOString() ?? null,
    nextRetryAt: order.nextRetryAt?.toISOString() ?? null,
    retryWallets: retriable ? await listRetryWallets(ctx, order) : [],
  };
}

async function listRetryWallets(
  ctx: Context,
  order: Pick<typeof orders.$inferSelect, 'customerId' | 'currency'>,
): Promise<RetryWallet[]> {
  const rows = await ctx.db
    .select({ id: wallets.id, brand: wallets.brand, account: wallets.account })
    .from(wallets)
    .where(
      and(
        eq(wallets.customerId, order.customerId),
        eq(wallets.currency, order.currency),
        eq(wallets.status, 'LINKED'),
        eq(wallets.paused, false),
      ),
    )
    .orderBy(desc(wallets.isDefault), desc(wallets.linkedAt));
  return rows.flatMap((row) => (isBrand(row.brand) ? [{ ...row, brand: row.brand }] : []));
}

export function readOwnOrder(ctx: Context, id: string): Promise<OwnOrder> {
  return inSnapshot(ctx.db, (db) => readOwnOrderNow({ ...ctx, db }, id));
}

async function readOwnOrderNow(ctx: Context, id: string): Promise<OwnOrder> {
  const order = await readCustomerOrder(ctx, id);
  const { customerId } = requireCustomer(ctx);
  const payment = await latestPayment(ctx.db, order.id);
  const mayRetry = payment !== null && (await mayTryAgain(ctx.db, payment));
  const { currency } = order.amount;
  const [pending] = await ctx.db
    .select({ minor: sql<string>`coalesce(sum(${refunds.amountMinor}), 0)::text` })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(and(eq(payments.orderId, order.id), eq(refunds.status, 'INIT')));
  return {
    ...order,
    retryWallets: mayRetry ? await listRetryWallets(ctx, { customerId, currency }) : null,
    refundPending: { currency, value: pending?.minor ?? '0' },
    cancelling: payment !== null && (await openCancel(ctx.db, payment.id)) !== null,
    notReturned: await readNotReturned(ctx, order),
    surplus: await listOwnSurplus(ctx.db, order.id),
  };
}

/** Whatever was asked last decides: once it is asked again, a failure before it is nothing to wait for. */
async function readNotReturned(ctx: Context, order: CustomerOrder): Promise<OwnOrder['notReturned']> {
  if (order.status !== 'SUCCESS') return null;
  const [refund] = await ctx.db
    .select({ minor: refunds.amountMinor, status: refunds.status, code: refunds.failureCode, at: refunds.createdAt })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(eq(payments.orderId, order.id))
    .orderBy(newestFirst(refunds.createdAt, refunds.id))
    .limit(1);
  const [cancel] = await ctx.db
    .select({ status: cancels.status, code: cancels.failureCode, at: cancels.createdAt })
    .from(cancels)
    .innerJoin(payments, eq(payments.id, cancels.paymentId))
    .where(eq(payments.orderId, order.id))
    .orderBy(desc(cancels.createdAt), desc(cancels.id))
    .limit(1);
  const isRefundLast = refund !== undefined && (cancel === undefined || refund.at >= cancel.at);
  const last = isRefundLast ? refund : cancel;
  // What Alipay paid under another id is not waited for.
  if (last?.status !== 'FAIL' || last.code === EARLIER_REFUND_PAID) return null;
  const { currency } = order.amount;
  return {
    amount: isRefundLast ? { currency, value: refund.minor.toString() } : order.amount,
    advice: meaningOf(isRefundLast ? 'refund' : 'cancel', last.code ?? '')?.advice ?? 'operator_must_act',
  };
}

function cancelView(advice: CancelAdvice): CancelAdviceView {
  return advice.kind === 'can'
    ? { ...advice, until: advice.until?.toISOString() ?? null }
    : { ...advice, since: advice.since?.toISOString() ?? null };
}

function refundAdviceView(advice: RefundAdvice, currency: string): RefundAdviceView {
  if (advice.kind === 'cannot') return { ...advice, since: advice.since?.toISOString() ?? null };
  return {
    kind: 'can',
    left: { currency, value: advice.leftMinor.toString() },
    minimumMinor: advice.minimumMinor?.toString() ?? null,
    partial: advice.partial,
    until: advice.until?.toISOString() ?? null,
  };
}

function askedView(cancel: typeof cancels.$inferSelect, name: string | null): CancelView {
  return {
    id: cancel.id,
    status: cancel.status,
    requestedBy: name ?? cancel.requestedBy,
    failure: cancel.failureCode ? { code: cancel.failureCode, message: cancel.failureMessage ?? '' } : null,
    createdAt: cancel.createdAt.toISOString(),
    resolvedAt: cancel.resolvedAt?.toISOString() ?? null,
  };
}

export interface ListedRefund extends RefundView {
  readonly referenceOrderId: string;
  readonly wallet: { readonly id: Id<'wal'>; readonly brand: Brand; readonly account: string | null };
}

const PAGE = 50;
const LIST_MAX = 100;

export interface RefundFilter {
  readonly status?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}

export async function listRefunds(ctx: Context, filter: RefundFilter): Promise<Page<ListedRefund>> {
  requireRole(ctx, 'refunds.read');
  const status = REFUND_STATUSES.find((known) => known === filter.status);
  const limit = Math.min(filter.limit ?? PAGE, LIST_MAX);
  const place = decodeCursor(filter.cursor);
  const after = olderThan(refunds.createdAt, refunds.id, place);
  const rows = await selectRefunds(ctx, [status && eq(refunds.status, status), after], limit + 1, 'newest');
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data: data.map((row) => {
      if (!isBrand(row.brand)) throw new Error(`refund ${row.refund.id} names an unknown wallet`);
      const wallet = { id: row.walletId, brand: row.brand, account: row.account };
      return { ...refundView(row), referenceOrderId: row.referenceOrderId, wallet };
    }),
    nextCursor: rows.length > limit && last ? encodeCursor(last.refund) : null,
  };
}

type RefundRow = Awaited<ReturnType<typeof selectRefunds>>[number];

function selectRefunds(ctx: Context, conditions: (SQL | undefined)[], limit: number, order: 'newest' | 'oldest') {
  const again = ctx.db.select({ of: refunds.retryOf }).from(refunds).as('again');
  return ctx.db
    .select({
      refund: refunds,
      orderId: payments.orderId,
      referenceOrderId: orders.referenceOrderId,
      walletId: payments.walletId,
      brand: wallets.brand,
      account: wallets.account,
      name: users.name,
      retriedAs: again.of,
    })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .innerJoin(orders, eq(orders.id, payments.orderId))
    .innerJoin(wallets, eq(wallets.id, payments.walletId))
    .leftJoin(users, eq(users.id, refunds.requestedBy as never))
    .leftJoin(again, eq(again.of, refunds.id))
    .where(and(...conditions))
    .orderBy(
      ...(order === 'newest'
        ? [newestFirst(refunds.createdAt, refunds.id)]
        : [asc(refunds.createdAt), asc(refunds.id)]),
    )
    .limit(limit);
}

function againOf(refund: typeof refunds.$inferSelect, isDone: boolean): RefundView['again'] {
  if (refund.status !== 'FAIL') return null;
  if (isRefundedBeside(refund)) return 'paid_after_all';
  if (refund.failureCode === EARLIER_REFUND_PAID) return 'earlier_paid';
  return isDone ? 'done' : 'may';
}

function refundView({ refund, orderId, name, retriedAs }: RefundRow): RefundView {
  return {
    id: refund.id,
    orderId,
    refundRequestId: refund.refundRequestId,
    refundId: refund.refundId,
    amount: { currency: refund.currency, value: refund.amountMinor.toString() },
    status: refund.status,
    reason: refund.reason,
    resolvedBy: refund.resolvedBy,
    failure: refund.failureCode
      ? { code: refund.failureCode, message: refund.failureMessage ?? '', retryable: refund.failureRetryable ?? false }
      : null,
    requestedBy: name ?? refund.requestedBy,
    retryOf: refund.retryOf,
    again: againOf(refund, retriedAs !== null),
    createdAt: refund.createdAt.toISOString(),
    resolvedAt: refund.resolvedAt?.toISOString() ?? null,
  };
}
