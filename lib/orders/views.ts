/**
 * What people see of the shop and of orders. JSON-safe. Lists are pages by a place, never by a count.
 */
import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import { newestFirst, olderThan } from '@/db/newest-first';
import { cases } from '@/db/schema/cases';
import { customers } from '@/db/schema/customers';
import { orders, PAYMENT_STATUSES, products, type PaymentStatus } from '@/db/schema/orders';
import { payments, type ResolvedBy } from '@/db/schema/payments';
import { users } from '@/db/schema/users';
import { wallets } from '@/db/schema/wallets';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { requireCustomer, requireRole } from '@/lib/auth/roles';
import { areDebitsStopped } from '@/lib/configuration/views';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { isId, type Id } from '@/lib/kit/ids';
import type { WireAmount } from '@/lib/kit/money';
import { decodeCursor, encodeCursor, type Page } from '@/lib/kit/page';
import { areDebitsPaused } from '@/lib/settings/read-settings';
import { failureView, type FailureView } from './failure';

export interface ProductView {
  readonly id: Id<'prd'>;
  readonly name: string;
  readonly description: string;
  readonly price: WireAmount;
}

export interface OrderSummary {
  readonly id: Id<'ord'>;
  readonly referenceOrderId: string;
  readonly amount: WireAmount;
  readonly refunded: WireAmount;
  readonly description: string;
  readonly status: PaymentStatus;
  readonly wallet: { readonly id: Id<'wal'>; readonly brand: Brand; readonly account: string | null };
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface OrderLineView {
  readonly name: string;
  readonly quantity: number;
  readonly unit: WireAmount;
}

export interface CustomerOrder extends OrderSummary {
  readonly lines: OrderLineView[];
  readonly paidAt: string | null;
  readonly resolvedAt: string | null;
  readonly failure: FailureView | null;
  /** Nothing was sent yet, because new debits rest. */
  readonly waits: boolean;
  /** Nothing was sent, and nothing is before the customer says yes: it lay for longer than the merchant's limit. */
  readonly held: boolean;
  /** Sent long ago for an answer, and still not known. */
  readonly takesLong: boolean;
  /** When it is tried again without anybody asking; null when it is not. */
  readonly nextRetryAt: string | null;
}

export interface AdminOrder extends OrderSummary {
  readonly customer: { readonly id: Id<'cus'>; readonly name: string | null; readonly email: string | null };
  readonly resolvedBy: ResolvedBy | null;
  readonly failure: FailureView | null;
  readonly openCase: boolean;
}

export async function listProducts(ctx: Context): Promise<ProductView[]> {
  const rows = await ctx.db.select().from(products).where(eq(products.active, true)).orderBy(asc(products.position));
  return rows.map(productView);
}

export async function readProduct(ctx: Context, id: string): Promise<ProductView> {
  if (!isId('prd', id)) throw new Refusal('not_found');
  const [row] = await ctx.db
    .select()
    .from(products)
    .where(and(eq(products.id, id), eq(products.active, true)));
  if (!row) throw new Refusal('not_found');
  return productView(row);
}

/** What is on a customer's own page of orders. */
const CUSTOMER_PAGE = 20;
const ADMIN_PAGE = 50;
const LIST_MAX = 100;

export async function listCustomerOrders(
  ctx: Context,
  filter: { readonly cursor?: string | undefined },
): Promise<Page<OrderSummary>> {
  const customer = requireCustomer(ctx);
  const page = await selectOrders(ctx, [eq(orders.customerId, customer.customerId)], filter.cursor, CUSTOMER_PAGE);
  return { ...page, data: page.data.map(summaryOf) };
}

/** Alipay promises a final word within a minute; what takes so much longer needs another word to the customer. */
const TAKES_LONG_MS = 15 * 60_000;

export async function readCustomerOrder(ctx: Context, id: string): Promise<CustomerOrder> {
  const customer = requireCustomer(ctx);
  const row = await readOrderRow(ctx, id, eq(orders.customerId, customer.customerId));
  const { payment } = row;
  const isUnsent = payment.status === 'INIT' && payment.sentAt === null;
  const isHeld = isUnsent && row.order.heldSince !== null;
  return {
    ...summaryOf(row),
    lines: linesOf(row.order),
    paidAt: payment.paidAt?.toISOString() ?? null,
    resolvedAt: payment.resolvedAt?.toISOString() ?? null,
    failure: failureView(payment),
    waits: isUnsent && !isHeld && ((await areDebitsStopped(ctx)) || (await areDebitsPaused(ctx))),
    held: isHeld,
    takesLong:
      payment.status === 'INIT' &&
      payment.sentAt !== null &&
      payment.sentAt.getTime() < ctx.now().getTime() - TAKES_LONG_MS,
    nextRetryAt: row.order.nextRetryAt?.toISOString() ?? null,
  };
}

export interface AdminOrderFilter {
  readonly status?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}

export async function listAdminOrders(ctx: Context, filter: AdminOrderFilter): Promise<Page<AdminOrder>> {
  requireRole(ctx, 'orders.read');
  const status = PAYMENT_STATUSES.find((known) => known === filter.status);
  const limit = Math.min(filter.limit ?? ADMIN_PAGE, LIST_MAX);
  const page = await selectOrders(ctx, [status && eq(orders.status, status)], filter.cursor, limit);
  return { ...page, data: page.data.map(adminOrderOf) };
}

export type OrderRow = Awaited<ReturnType<typeof selectRows>>[number];

/** One order with its latest payment, for whoever the condition lets see it. */
export async function readOrderRow(ctx: Context, id: string, mayRead?: SQL): Promise<OrderRow> {
  if (!isId('ord', id)) throw new Refusal('not_found');
  const [row] = await selectRows(ctx, [eq(orders.id, id), mayRead], 1);
  if (!row) throw new Refusal('not_found');
  return row;
}

async function selectOrders(
  ctx: Context,
  conditions: (SQL | undefined)[],
  cursor: string | undefined,
  limit: number,
): Promise<Page<OrderRow>> {
  const place = decodeCursor(cursor);
  const after = olderThan(orders.createdAt, orders.id, place);
  const rows = await selectRows(ctx, [...conditions, after], limit + 1);
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: rows.length > limit && last ? encodeCursor(last.order) : null };
}

function selectRows(ctx: Context, conditions: (SQL | undefined)[], limit: number) {
  const latestAttempt = sql`(select max(p.attempt) from payments p where p.order_id = ${orders.id})`;
  return ctx.db
    .select({
      order: orders,
      payment: payments,
      brand: wallets.brand,
      account: wallets.account,
      customerName: customers.name,
      email: sql<string | null>`coalesce(${users.email}, ${customers.email})`,
      refundedMinor: sql<string>`(select coalesce(sum(r.amount_minor), 0)::text from refunds r where r.payment_id = ${payments.id} and r.status = 'SUCCESS')`,
      openCase: sql<boolean>`exists(select from ${cases} where ${cases.orderId} = ${orders.id} and ${cases.status} = 'OPEN')`,
    })
    .from(orders)
    .innerJoin(payments, and(eq(payments.orderId, orders.id), eq(payments.attempt, latestAttempt)))
    .innerJoin(wallets, eq(wallets.id, orders.walletId))
    .innerJoin(customers, eq(customers.id, orders.customerId))
    .leftJoin(users, eq(users.customerId, customers.id))
    .where(and(...conditions))
    .orderBy(newestFirst(orders.createdAt, orders.id))
    .limit(limit);
}

function summaryOf(row: OrderRow): OrderSummary {
  const { order } = row;
  if (!isBrand(row.brand)) throw new Error(`order ${order.id} names an unknown wallet`);
  return {
    id: order.id,
    referenceOrderId: order.referenceOrderId,
    amount: { currency: order.currency, value: order.amountMinor.toString() },
    refunded: { currency: order.currency, value: row.refundedMinor },
    description: order.description,
    status: order.status,
    wallet: { id: order.walletId, brand: row.brand, account: row.account },
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}

export function adminOrderOf(row: OrderRow): AdminOrder {
  return {
    ...summaryOf(row),
    customer: { id: row.order.customerId, name: row.customerName, email: row.email },
    resolvedBy: row.payment.resolvedBy,
    failure: failureView(row.payment),
    openCase: row.openCase,
  };
}

export function linesOf(order: OrderRow['order']): OrderLineView[] {
  return order.lines.map((line) => ({
    name: line.name,
    quantity: line.quantity,
    unit: { currency: order.currency, value: line.unitMinor },
  }));
}

function productView(row: typeof products.$inferSelect): ProductView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    price: { currency: row.currency, value: row.priceMinor.toString() },
  };
}
