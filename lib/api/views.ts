/**
 * Customers, wallets, orders and refunds as other systems see them: in the words of the REST API, and the same in webhooks.
 *
 * Each is one statement, so that what stands in it holds at one moment. Nothing here asks who may see it; the doors do, and
 * every view is of ids and sums that the asker's key may read.
 */
import { and, eq, gte, sql, type SQL } from 'drizzle-orm';
import { newestFirst, olderThan } from '@/db/newest-first';
import type { Database } from '@/db/client';
import { customers } from '@/db/schema/customers';
import { linkSessions, type LinkSessionStatus } from '@/db/schema/link-sessions';
import { orders, type PaymentStatus } from '@/db/schema/orders';
import { payments, type ResolvedBy } from '@/db/schema/payments';
import { refunds, type RefundStatus } from '@/db/schema/refunds';
import { credentials, wallets, type WalletStatus } from '@/db/schema/wallets';
import type { Id } from '@/lib/kit/ids';
import type { WireAmount } from '@/lib/kit/money';
import { decodeCursor, pageOf, placeOfView, type Page } from '@/lib/kit/page';

export interface ApiFailure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export interface ApiCustomer {
  readonly id: Id<'cus'>;
  readonly externalId: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly createdAt: string;
}

export interface ApiWallet {
  readonly id: Id<'wal'>;
  readonly customerId: Id<'cus'>;
  readonly brand: string;
  readonly currency: string;
  readonly status: WalletStatus;
  /** Why it is not `LINKED`. */
  readonly statusReason: string | null;
  readonly paused: boolean;
  readonly isDefault: boolean;
  /** Masked by the wallet itself. */
  readonly account: string | null;
  readonly accessTokenExpiresAt: string | null;
  readonly linkedAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ApiPayment {
  readonly paymentRequestId: string;
  /** Alipay's id, once told. */
  readonly paymentId: string | null;
  readonly walletId: Id<'wal'>;
  readonly status: PaymentStatus;
  readonly resolvedBy: ResolvedBy | null;
  readonly failure: ApiFailure | null;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
}

export interface ApiCancel {
  readonly status: RefundStatus;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
}

export interface ApiOrder {
  readonly id: Id<'ord'>;
  readonly referenceOrderId: string;
  readonly customerId: Id<'cus'>;
  readonly walletId: Id<'wal'>;
  readonly amount: WireAmount;
  readonly refunded: WireAmount;
  readonly refundPending: WireAmount;
  readonly description: string;
  readonly status: PaymentStatus;
  readonly payments: ApiPayment[];
  /** Of the latest payment, the newest. */
  readonly cancel: ApiCancel | null;
  /** A person at the merchant's must look at it; the oldest. */
  readonly openCase: { readonly id: Id<'cas'>; readonly kind: string; readonly openedAt: string } | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ApiRefund {
  readonly id: Id<'ref'>;
  readonly orderId: Id<'ord'>;
  readonly refundRequestId: string;
  /** Alipay's id, once told. */
  readonly refundId: string | null;
  readonly amount: WireAmount;
  readonly reason: string | null;
  readonly status: RefundStatus;
  readonly resolvedBy: ResolvedBy | null;
  readonly failure: ApiFailure | null;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
}

export interface ApiLinkSession {
  readonly id: Id<'lks'>;
  readonly customerId: Id<'cus'>;
  readonly status: LinkSessionStatus;
  readonly walletId: Id<'wal'> | null;
  readonly reason: string | null;
  readonly expiresAt: string;
  readonly createdAt: string;
}

export async function findApiLinkSession(db: Database, id: Id<'lks'>): Promise<ApiLinkSession | null> {
  const [row] = await db.select().from(linkSessions).where(eq(linkSessions.id, id));
  if (!row) return null;
  return {
    id: row.id,
    customerId: row.customerId,
    status: row.status,
    walletId: row.walletId,
    reason: row.reason,
    expiresAt: row.expiresAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
  };
}

export async function findApiCustomer(db: Database, id: Id<'cus'>): Promise<ApiCustomer | null> {
  const [row] = await db.select().from(customers).where(eq(customers.id, id));
  return row ? apiCustomer(row) : null;
}

export function apiCustomer(row: typeof customers.$inferSelect): ApiCustomer {
  const { id, externalId, email, name, createdAt } = row;
  return { id, externalId, email, name, createdAt: createdAt.toISOString() };
}

const currentCredential = and(eq(credentials.walletId, wallets.id), eq(credentials.status, 'CURRENT'));

export async function findApiWallet(db: Database, id: Id<'wal'>): Promise<ApiWallet | null> {
  const [row] = await selectWallets(db, [eq(wallets.id, id)], 1);
  return row ?? null;
}

export interface ApiPageOptions {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export async function listApiWallets(
  db: Database,
  filter: ApiPageOptions & { readonly customerId?: Id<'cus'> | undefined },
): Promise<Page<ApiWallet>> {
  const { customerId, limit } = filter;
  const conditions = [
    customerId && eq(wallets.customerId, customerId),
    olderThan(wallets.createdAt, wallets.id, decodeCursor(filter.cursor)),
  ];
  return pageOf(await selectWallets(db, conditions, limit + 1), limit, placeOfView);
}

async function selectWallets(db: Database, conditions: (SQL | undefined | '')[], limit: number): Promise<ApiWallet[]> {
  const rows = await db
    .select({ wallet: wallets, expiresAt: credentials.accessTokenExpiresAt })
    .from(wallets)
    .leftJoin(credentials, currentCredential)
    .where(and(...conditions.map((condition) => condition || undefined)))
    .orderBy(newestFirst(wallets.createdAt, wallets.id))
    .limit(limit);
  return rows.map(({ wallet, expiresAt }) => ({
    id: wallet.id,
    customerId: wallet.customerId,
    brand: wallet.brand,
    currency: wallet.currency,
    status: wallet.status,
    statusReason: wallet.statusReason,
    paused: wallet.paused,
    isDefault: wallet.isDefault,
    account: wallet.account,
    accessTokenExpiresAt: expiresAt?.toISOString() ?? null,
    linkedAt: wallet.linkedAt.toISOString(),
    createdAt: wallet.createdAt.toISOString(),
    updatedAt: wallet.updatedAt.toISOString(),
  }));
}

export async function findApiOrder(db: Database, id: Id<'ord'>): Promise<ApiOrder | null> {
  const [row] = await selectOrders(db, [eq(orders.id, id)], 1);
  return row ?? null;
}

export interface ApiOrderFilter extends ApiPageOptions {
  readonly status?: PaymentStatus | undefined;
  readonly customerId?: Id<'cus'> | undefined;
  readonly walletId?: Id<'wal'> | undefined;
  readonly referenceOrderId?: string | undefined;
  /** Both ends are within. */
  readonly createdFrom?: Date | undefined;
  readonly createdTo?: Date | undefined;
}

/** Newest first. */
export async function listApiOrders(db: Database, filter: ApiOrderFilter): Promise<Page<ApiOrder>> {
  const { status, customerId, walletId, referenceOrderId, createdFrom, createdTo, limit } = filter;
  const conditions = [
    status && eq(orders.status, status),
    customerId && eq(orders.customerId, customerId),
    walletId && eq(orders.walletId, walletId),
    referenceOrderId !== undefined && eq(orders.referenceOrderId, referenceOrderId),
    createdFrom && gte(orders.createdAt, createdFrom),
    createdTo && sql`${orders.createdAt} <= ${createdTo.toISOString()}::timestamptz`,
    olderThan(orders.createdAt, orders.id, decodeCursor(filter.cursor)),
  ];
  return pageOf(await selectOrders(db, conditions, limit + 1), limit, placeOfView);
}

/** As PostgreSQL writes a row into JSON: moments with their offset. */
interface PaymentJson {
  readonly request_id: string;
  readonly payment_id: string | null;
  readonly wallet_id: Id<'wal'>;
  readonly status: PaymentStatus;
  readonly resolved_by: ResolvedBy | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly retryable: boolean | null;
  readonly created_at: string;
  readonly resolved_at: string | null;
}

interface CancelJson {
  readonly status: RefundStatus;
  readonly code: string | null;
  readonly message: string | null;
  readonly created_at: string;
  readonly resolved_at: string | null;
}

interface CaseJson {
  readonly id: Id<'cas'>;
  readonly kind: string;
  readonly opened_at: string;
}

async function selectOrders(
  db: Database,
  conditions: (SQL | undefined | '' | false)[],
  limit: number,
): Promise<ApiOrder[]> {
  // Within a statement on one table the builder writes columns without their table's name, which is another one's in a subquery.
  const outer = sql.raw('orders.id');
  const latest = sql`(select p.id from payments p where p.order_id = ${outer} order by p.attempt desc limit 1)`;
  const sumOf = (status: RefundStatus) =>
    sql<string>`(select coalesce(sum(r.amount_minor), 0)::text from refunds r where r.payment_id = ${latest} and r.status = ${status})`;
  const rows = await db
    .select({
      id: orders.id,
      referenceOrderId: orders.referenceOrderId,
      customerId: orders.customerId,
      walletId: orders.walletId,
      currency: orders.currency,
      amountMinor: orders.amountMinor,
      description: orders.description,
      status: orders.status,
      createdAt: orders.createdAt,
      updatedAt: orders.updatedAt,
      refundedMinor: sumOf('SUCCESS'),
      pendingMinor: sumOf('INIT'),
      payments: sql<PaymentJson[] | null>`(
        select json_agg(json_build_object('request_id', p.payment_request_id, 'payment_id', p.payment_id,
          'wallet_id', p.wallet_id, 'status', p.status, 'resolved_by', p.resolved_by, 'code', p.failure_code,
          'message', p.failure_message, 'retryable', p.failure_retryable, 'created_at', p.created_at,
          'resolved_at', p.resolved_at) order by p.attempt)
        from payments p where p.order_id = ${outer})`,
      cancel: sql<CancelJson | null>`(
        select json_build_object('status', c.status, 'code', c.failure_code, 'message', c.failure_message,
          'created_at', c.created_at, 'resolved_at', c.resolved_at)
        from cancels c where c.payment_id = ${latest} order by c.created_at desc, c.id desc limit 1)`,
      openCase: sql<CaseJson | null>`(
        select json_build_object('id', k.id, 'kind', k.kind, 'opened_at', k.opened_at)
        from cases k where k.order_id = ${outer} and k.status = 'OPEN' order by k.opened_at, k.id limit 1)`,
    })
    .from(orders)
    .where(and(...conditions.map((condition) => condition || undefined)))
    .orderBy(newestFirst(orders.createdAt, orders.id))
    .limit(limit);
  return rows.map((row) => {
    const { currency } = row;
    return {
      id: row.id,
      referenceOrderId: row.referenceOrderId,
      customerId: row.customerId,
      walletId: row.walletId,
      amount: { currency, value: row.amountMinor.toString() },
      refunded: { currency, value: row.refundedMinor },
      refundPending: { currency, value: row.pendingMinor },
      description: row.description,
      status: row.status,
      payments: (row.payments ?? []).map(paymentOf),
      cancel: row.cancel && cancelOf(row.cancel),
      openCase: row.openCase && {
        id: row.openCase.id,
        kind: row.openCase.kind,
        openedAt: moment(row.openCase.opened_at),
      },
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    };
  });
}

function paymentOf(row: PaymentJson): ApiPayment {
  return {
    paymentRequestId: row.request_id,
    paymentId: row.payment_id,
    walletId: row.wallet_id,
    status: row.status,
    resolvedBy: row.resolved_by,
    failure: failureOf(row.code, row.message, row.retryable),
    createdAt: moment(row.created_at),
    resolvedAt: row.resolved_at && moment(row.resolved_at),
  };
}

function cancelOf(row: CancelJson): ApiCancel {
  return {
    status: row.status,
    failure: row.code === null ? null : { code: row.code, message: row.message ?? '' },
    createdAt: moment(row.created_at),
    resolvedAt: row.resolved_at && moment(row.resolved_at),
  };
}

function failureOf(code: string | null, message: string | null, retryable: boolean | null): ApiFailure | null {
  return code === null ? null : { code, message: message ?? '', retryable: retryable ?? false };
}

function moment(text: string): string {
  return new Date(text).toISOString();
}

export async function findApiRefund(db: Database, id: Id<'ref'>): Promise<ApiRefund | null> {
  const [row] = await selectRefunds(db, [eq(refunds.id, id)], 1);
  return row ?? null;
}

/** All refunds of an order, of every payment of it, newest first. */
export async function listApiRefunds(
  db: Database,
  filter: ApiPageOptions & { readonly orderId: Id<'ord'> },
): Promise<Page<ApiRefund>> {
  const conditions = [
    eq(payments.orderId, filter.orderId),
    olderThan(refunds.createdAt, refunds.id, decodeCursor(filter.cursor)),
  ];
  return pageOf(await selectRefunds(db, conditions, filter.limit + 1), filter.limit, placeOfView);
}

async function selectRefunds(db: Database, conditions: (SQL | undefined)[], limit: number): Promise<ApiRefund[]> {
  const rows = await db
    .select({ refund: refunds, orderId: payments.orderId })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(and(...conditions))
    .orderBy(newestFirst(refunds.createdAt, refunds.id))
    .limit(limit);
  return rows.map(({ refund, orderId }) => ({
    id: refund.id,
    orderId,
    refundRequestId: refund.refundRequestId,
    refundId: refund.refundId,
    amount: { currency: refund.currency, value: refund.amountMinor.toString() },
    reason: refund.reason,
    status: refund.status,
    resolvedBy: refund.resolvedBy,
    failure: failureOf(refund.failureCode, refund.failureMessage, refund.failureRetryable),
    createdAt: refund.createdAt.toISOString(),
    resolvedAt: refund.resolvedAt?.toISOString() ?? null,
  }));
}
