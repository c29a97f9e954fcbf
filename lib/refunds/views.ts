/**
 * What staff see of refunds: one, and the list of all. JSON-safe.
 */
import { and, asc, eq, type SQL } from 'drizzle-orm';
import { newestFirst, olderThan } from '@/db/newest-first';
import { orders } from '@/db/schema/orders';
import { payments, type ResolvedBy } from '@/db/schema/payments';
import { REFUND_STATUSES, refunds, type RefundStatus } from '@/db/schema/refunds';
import { users } from '@/db/schema/users';
import { wallets } from '@/db/schema/wallets';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import type { WireAmount } from '@/lib/kit/money';
import { decodeCursor, encodeCursor, type Page } from '@/lib/kit/page';
import { isRefundedBeside } from '@/lib/payments/read-return-facts';
import { EARLIER_REFUND_PAID } from './states';

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

export function selectRefunds(
  ctx: Context,
  conditions: (SQL | undefined)[],
  limit: number,
  order: 'newest' | 'oldest',
) {
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

export function refundView({ refund, orderId, name, retriedAs }: RefundRow): RefundView {
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
