// Orders of the past by the hundred thousand, written with COPY: customers, their ended wallets, orders and the payments that
// collected them. Nothing of it can ever be debited: every wallet is revoked, and every payment is final.

import { once } from 'node:events';

import type postgres from 'postgres';

import { newId } from '@/lib/kit/ids';

const ORDERS_PER_CUSTOMER = 20;
const DAYS = 400;
const DAY_MS = 86_400_000;
/** Rows whose text is handed over together. */
const ROWS_AT_ONCE = 2_000;
/** Of a hundred orders, as a shop's are. */
const FAILED_OF_100 = 8;
const CANCELLED_OF_100 = 2;

const KINDS = [
  { brand: 'GCASH', currency: 'PHP', minor: 30_000 },
  { brand: 'DANA', currency: 'IDR', minor: 4_500_000 },
  { brand: 'TRUEMONEY', currency: 'THB', minor: 29_900 },
] as const;

export interface Seeded {
  readonly customers: number;
  readonly orders: number;
  readonly seconds: number;
}

/** @param until the newest order's moment; the others lie before it, evenly over the past */
export async function seedOrders(sql: postgres.Sql, count: number, until: Date): Promise<Seeded> {
  const beganMs = performance.now();
  const customers = makeCustomers(Math.max(1, Math.ceil(count / ORDERS_PER_CUSTOMER)), until);
  await copy(sql, 'customers (id, external_id, name, created_at)', rowsOf(customers, customerRow));
  await copy(
    sql,
    'wallets (id, customer_id, brand, currency, status, status_reason, account, linked_at, created_at, updated_at)',
    rowsOf(customers, walletRow),
  );
  // Both in turn, so that a broken-off run leaves no order without its payment.
  for (let from = 0; from < count; from += ORDERS_AT_ONCE) {
    const orders = makeOrders(customers, from, Math.min(count, from + ORDERS_AT_ONCE), count, until);
    await sql.begin(async (tx) => {
      await copy(
        tx,
        'orders (id, reference_order_id, customer_id, wallet_id, currency, amount_minor, description, lines, terminal, status, created_at, updated_at)',
        rowsOf(orders, orderRow),
      );
      await copy(
        tx,
        'payments (id, order_id, attempt, payment_request_id, payment_id, wallet_id, currency, amount_minor, status, sends, failure_code, failure_message, failure_retryable, resolved_by, resolved_at, paid_at, created_at, updated_at)',
        rowsOf(orders, paymentRow),
      );
    });
  }
  await sql`analyze customers, wallets, orders, payments`;
  return { customers: customers.length, orders: count, seconds: (performance.now() - beganMs) / 1_000 };
}

const ORDERS_AT_ONCE = 50_000;

interface Customer {
  readonly id: string;
  readonly walletId: string;
  readonly number: number;
  readonly kind: (typeof KINDS)[number];
  readonly at: string;
}

interface Order {
  readonly id: string;
  readonly paymentId: string;
  readonly customer: Customer;
  readonly status: 'SUCCESS' | 'FAIL' | 'CANCELLED';
  readonly minor: number;
  readonly at: string;
  readonly endedAt: string;
}

function makeCustomers(count: number, until: Date): Customer[] {
  const bornMs = until.getTime() - DAYS * DAY_MS;
  return Array.from({ length: count }, (_, number) => ({
    id: newId('cus', bornMs),
    walletId: newId('wal', bornMs),
    number,
    kind: KINDS[number % KINDS.length]!,
    at: new Date(bornMs).toISOString(),
  }));
}

function makeOrders(customers: readonly Customer[], from: number, to: number, count: number, until: Date): Order[] {
  return Array.from({ length: to - from }, (_, place) => {
    const number = from + place;
    const atMs = until.getTime() - Math.floor(((count - 1 - number) / Math.max(1, count)) * DAYS * DAY_MS);
    // Scattered over the customers, as orders come.
    const customer = customers[(number * 7_919) % customers.length]!;
    const chance = (number * 31) % 100;
    const status =
      chance < FAILED_OF_100 ? 'FAIL' : chance < FAILED_OF_100 + CANCELLED_OF_100 ? 'CANCELLED' : 'SUCCESS';
    return {
      id: newId('ord', atMs),
      paymentId: newId('pay', atMs),
      customer,
      status,
      minor: customer.kind.minor + (number % 500) * 100,
      at: new Date(atMs).toISOString(),
      endedAt: new Date(atMs + 2_000).toISOString(),
    };
  });
}

type Value = string | number | boolean | null;

const customerRow = ({ id, number, at }: Customer): Value[] => [id, `seed-${id}`, `Customer ${number}`, at];

const walletRow = ({ id, walletId, kind, number, at }: Customer): Value[] => [
  walletId,
  id,
  kind.brand,
  kind.currency,
  'REVOKED',
  'unlinked_by_customer',
  `09****${String(number % 10_000).padStart(4, '0')}`,
  at,
  at,
  at,
];

const orderRow = ({ id, customer, status, minor, at, endedAt }: Order): Value[] => [
  id,
  `seed-${id.slice(4)}`,
  customer.id,
  customer.walletId,
  customer.kind.currency,
  minor,
  'An order of the past',
  JSON.stringify([{ productId: null, name: 'An order of the past', quantity: 1, unitMinor: String(minor) }]),
  JSON.stringify({ terminalType: 'WEB', osType: null, address: null, userAgent: null }),
  status,
  at,
  endedAt,
];

function paymentRow({ id, paymentId, customer, status, minor, at, endedAt }: Order): Value[] {
  const failed = status === 'FAIL';
  return [
    paymentId,
    id,
    1,
    paymentId,
    `2026${paymentId.slice(4)}`,
    customer.walletId,
    customer.kind.currency,
    minor,
    status,
    1,
    failed ? 'USER_BALANCE_NOT_ENOUGH' : null,
    failed ? 'The user balance is insufficient.' : null,
    failed ? true : null,
    status === 'CANCELLED' ? 'cancel' : 'notification',
    endedAt,
    status === 'SUCCESS' ? endedAt : null,
    at,
    endedAt,
  ];
}

function* rowsOf<Item>(items: readonly Item[], row: (item: Item) => Value[]): Generator<string> {
  for (let from = 0; from < items.length; from += ROWS_AT_ONCE) {
    yield items
      .slice(from, from + ROWS_AT_ONCE)
      .map((item) => `${row(item).map(written).join('\t')}\n`)
      .join('');
  }
}

/** A value as COPY's text format has it. */
function written(value: Value): string {
  if (value === null) return String.raw`\N`;
  return String(value)
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('\t', String.raw`\t`)
    .replaceAll('\n', String.raw`\n`);
}

async function copy(
  sql: postgres.Sql | postgres.TransactionSql,
  target: string,
  rows: Iterable<string>,
): Promise<void> {
  const writable = await sql.unsafe(`copy ${target} from stdin`).writable();
  const finished = once(writable, 'finish');
  for (const text of rows) if (!writable.write(text)) await Promise.race([once(writable, 'drain'), finished]);
  writable.end();
  await finished;
}
