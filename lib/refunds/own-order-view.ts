/**
 * What a customer sees of their own order: its state, what they may do about it, and what goes or went back. JSON-safe.
 */
import { and, desc, eq, sql } from 'drizzle-orm';
import { newestFirst } from '@/db/newest-first';
import type { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { cancels, refunds } from '@/db/schema/refunds';
import { wallets } from '@/db/schema/wallets';
import { inSnapshot } from '@/db/snapshot';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { meaningOf, type Advice } from '@/lib/alipay/result-codes';
import { requireCustomer } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import type { WireAmount } from '@/lib/kit/money';
import { readCustomerOrder, type CustomerOrder } from '@/lib/orders/views';
import { latestPayment } from '@/lib/payments/latest-payment';
import { openCancel } from '@/lib/payments/read-return-facts';
import { mayTryAgain } from '@/lib/payments/retry-order';
import { EARLIER_REFUND_PAID } from './states';
import { listOwnSurplus, type OwnSurplus } from './surplus-view';

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

/** The customer's wallets that could pay a retry. */
export async function listRetryWallets(
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
