/**
 * Products of the shop, and orders: what a customer owes. An order's status is that of its latest payment.
 */
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { currencyCode, id, minorUnits, moment } from './columns';
import { customers } from './customers';
import { wallets } from './wallets';

export const PAYMENT_STATUSES = ['INIT', 'SUCCESS', 'FAIL', 'CANCELLED'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** One line of what was ordered, as it was sold: later changes of a product change no order. */
export interface OrderLine {
  readonly productId: string | null;
  readonly name: string;
  readonly quantity: number;
  /** minor units of the order's currency, as text because JSON has no 64-bit integers */
  readonly unitMinor: string;
}

/** How the customer was there when the order was placed; sent to Alipay's risk control. */
export interface OrderTerminal {
  readonly terminalType: 'WEB' | 'WAP';
  readonly osType: 'IOS' | 'ANDROID' | null;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export const products = pgTable(
  'products',
  {
    id: id<'prd'>().primaryKey(),
    name: text().notNull(),
    description: text().notNull(),
    currency: currencyCode().notNull(),
    priceMinor: minorUnits().notNull(),
    active: boolean().notNull().default(true),
    position: integer().notNull(),
    createdAt: moment().notNull(),
  },
  (t) => [check('products_price', sql`${t.priceMinor} > 0`)],
);

export const orders = pgTable(
  'orders',
  {
    id: id<'ord'>().primaryKey(),
    referenceOrderId: text().notNull(),
    customerId: id<'cus'>()
      .notNull()
      .references(() => customers.id),
    walletId: id<'wal'>()
      .notNull()
      .references(() => wallets.id),
    currency: currencyCode().notNull(),
    amountMinor: minorUnits().notNull(),
    description: text().notNull(),
    lines: jsonb().$type<OrderLine[]>().notNull(),
    terminal: jsonb().$type<OrderTerminal>().notNull(),
    status: text({ enum: PAYMENT_STATUSES }).notNull(),
    /** The form's own random value: a double click places one order. */
    placementKey: text(),
    /** SHA-256 of what a system asked for under this reference, so that the same is known when it comes again. */
    contentHash: text(),
    /** A user's id, or an API key's: who placed it. Null for orders of before this was written down. */
    placedBy: text(),
    /** Since when its debit waits for somebody's yes, because it had lain unsent for too long. */
    heldSince: moment(),
    confirmedAt: moment(),
    /** How often the policy has tried again by itself, and when it does next. */
    policyRetries: integer().notNull().default(0),
    nextRetryAt: moment(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
  },
  (t) => [
    uniqueIndex('orders_reference').on(t.referenceOrderId),
    uniqueIndex('orders_placement').on(t.customerId, t.placementKey),
    index('orders_newest').on(t.createdAt.desc(), t.id.desc()),
    index('orders_by_status').on(t.status, t.createdAt.desc(), t.id.desc()),
    index('orders_by_customer').on(t.customerId, t.createdAt.desc(), t.id.desc()),
    index('orders_by_wallet').on(t.walletId, t.createdAt.desc(), t.id.desc()),
    index('orders_held')
      .on(t.heldSince)
      .where(sql`${t.heldSince} is not null`),
    index('orders_next_retry')
      .on(t.nextRetryAt)
      .where(sql`${t.nextRetryAt} is not null`),
    check('orders_amount', sql`${t.amountMinor} > 0`),
    check('orders_status', sql`${t.status} in ('INIT','SUCCESS','FAIL','CANCELLED')`),
    check('orders_reference_length', sql`length(${t.referenceOrderId}) between 1 and 64`),
  ],
);
