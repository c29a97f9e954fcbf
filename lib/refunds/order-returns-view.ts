/**
 * What staff see of one order's way back: its cancels and refunds, the advice on the next one, and the acts that are legal
 * now. JSON-safe.
 */
import { asc, eq, inArray } from 'drizzle-orm';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { cancels, refunds, type CancelStatus, type RefundStatus } from '@/db/schema/refunds';
import { users } from '@/db/schema/users';
import { wallets } from '@/db/schema/wallets';
import { isAllowed, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { isId, type Id } from '@/lib/kit/ids';
import type { WireAmount } from '@/lib/kit/money';
import { factsOf, isRefundedBeside } from '@/lib/payments/read-return-facts';
import { adviseReturn, type CancelAdvice, type RefundAdvice } from '@/lib/payments/return-advice';
import { mayTryAgain } from '@/lib/payments/retry-order';
import { readMoneyLimits } from '@/lib/settings/read-settings';
import { listRetryWallets, type RetryWallet } from './own-order-view';
import { refundView, selectRefunds, type RefundView } from './views';

export interface CancelView {
  readonly id: Id<'can'>;
  readonly status: CancelStatus;
  readonly requestedBy: string;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
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
