/**
 * Places an order and, in the same transaction, the first payment and the job that debits it. Nothing is called here:
 * whoever waits, waits for the job.
 *
 * It lives with payments because it makes the first one. A double click carries the same placement key and finds the
 * order that the first click placed.
 */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { orders, products, type OrderLine, type OrderTerminal } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { wallets } from '@/db/schema/wallets';
import { recordTransition } from '@/lib/audit/record-transition';
import { amountProblem, isBrand, type AmountProblem } from '@/lib/alipay/brands';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId, roadOf } from '@/lib/auth/actor';
import { requireCustomer, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { newId, type Id } from '@/lib/kit/ids';
import { formatMoney, isCurrency, parseMoney, type Money } from '@/lib/kit/money';
import { walletNotUsable } from '@/lib/wallets/not-usable';
import { refuseOverCaps } from './debit-caps';
import type { PlaceOrderForInput, PlaceOrderInput } from './input';

type Wallet = typeof wallets.$inferSelect;

export interface OrderPlaced {
  readonly orderId: Id<'ord'>;
  /** False when the same placement had placed it before. */
  readonly isNew: boolean;
}

/** A customer buys one product from the shop with a wallet of theirs. */
export async function placeOrder(
  ctx: Context,
  input: PlaceOrderInput & { readonly terminal: OrderTerminal },
): Promise<OrderPlaced> {
  const customer = requireCustomer(ctx);
  return ctx.db.transaction(async (tx) => {
    const before = await findPlaced(tx, customer.customerId, input.placementKey);
    if (before) return { orderId: before.id, isNew: false };
    const product = await readSoldProduct(tx, input.productId);
    return writeOrder(tx, ctx, {
      customerId: customer.customerId,
      walletId: input.walletId as Id<'wal'>,
      currency: product.currency,
      amountMinor: product.priceMinor,
      description: product.name,
      lines: [lineOf(product)],
      terminal: input.terminal,
      placementKey: input.placementKey,
    });
  });
}

/**
 * An operator places an order for a customer, who is not there: of products, or of an amount with a description.
 *
 * @throws Refusal `not_allowed`, `not_found`, `wallet_not_usable`, `amount_outside_limits`, `debit_over_cap`,
 *   `reference_in_use` (also: this click placed an order of another sum before)
 */
export async function placeOrderFor(ctx: Context, input: PlaceOrderForInput): Promise<OrderPlaced> {
  requireRole(ctx, 'orders.place');
  const customerId = input.customerId as Id<'cus'>;
  return ctx.db.transaction(async (tx) => {
    const money = parseMoney(input.amount);
    const before = await findPlaced(tx, customerId, input.placementKey);
    if (before) return samePlacement(before, money);
    const placed = await writeOrder(tx, ctx, {
      customerId,
      walletId: input.walletId as Id<'wal'>,
      currency: money.currency,
      amountMinor: money.minor,
      description: input.description,
      lines: [{ productId: null, name: input.description, quantity: 1, unitMinor: money.minor.toString() }],
      terminal: UNATTENDED,
      placementKey: input.placementKey,
      ...(input.referenceOrderId && { referenceOrderId: input.referenceOrderId }),
    });
    if (placed.isNew) {
      const detail = { customer: customerId, currency: money.currency, minor: money.minor.toString() };
      await writeAudit(tx, ctx, { action: 'orders.place', subjectId: placed.orderId, detail });
    }
    return placed;
  });
}

/** Nobody sits at a browser: the protocol's advice is a constant desktop terminal. */
export const UNATTENDED: OrderTerminal = { terminalType: 'WEB', osType: null, address: null, userAgent: null };

export interface NewOrder {
  readonly customerId: Id<'cus'>;
  readonly walletId: Id<'wal'>;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly description: string;
  readonly lines: OrderLine[];
  readonly terminal: OrderTerminal;
  readonly placementKey: string | null;
  /** Goes to Alipay as it is; absent, a short one is made. */
  readonly referenceOrderId?: string;
  readonly contentHash?: string;
}

/** Checks all that can be checked without Alipay, then writes the order, its first payment and the job that debits it. */
export async function writeOrder(tx: Database, ctx: Context, order: NewOrder): Promise<OrderPlaced> {
  const wallet = await usableWallet(tx, ctx, order.customerId, order.walletId);
  refuseOutsideLimits(wallet, order.currency, order.amountMinor);
  await refuseOverCaps(tx, ctx, { ...order, wallet });
  const now = ctx.now();
  const orderId = newId('ord', now.getTime());
  const by = actorId(ctx.actor);
  const placed = await tx
    .insert(orders)
    .values({
      ...order,
      id: orderId,
      referenceOrderId: order.referenceOrderId ?? shortReference(orderId),
      status: 'INIT',
      placedBy: by,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: orders.id });
  if (placed.length === 0) {
    // Two clicks at once: the other one won. Otherwise it is the reference that somebody else has used.
    const other = order.placementKey && (await findPlaced(tx, order.customerId, order.placementKey));
    if (other) return { orderId: other.id, isNew: false };
    throw new Refusal('reference_in_use', { referenceOrderId: 'Another order has this reference.' });
  }
  await addPayment(tx, ctx, { ...order, orderId, attempt: 1, wallet, evidenceId: by });
  return { orderId, isNew: true };
}

type Product = typeof products.$inferSelect;

async function readSoldProduct(tx: Database, productId: string): Promise<Product> {
  const [product] = await tx
    .select()
    .from(products)
    .where(and(eq(products.id, productId as Id<'prd'>), eq(products.active, true)));
  if (!product) throw new Refusal('not_found');
  return product;
}

function lineOf(product: Product): OrderLine {
  return { productId: product.id, name: product.name, quantity: 1, unitMinor: product.priceMinor.toString() };
}

interface NewPayment {
  readonly orderId: Id<'ord'>;
  readonly attempt: number;
  readonly wallet: Wallet;
  readonly currency: string;
  readonly amountMinor: bigint;
  /** Who asked for it. */
  readonly evidenceId: string;
}

/** One more attempt to collect an order: its request id is minted here, before anything leaves. */
export async function addPayment(tx: Database, ctx: Context, input: NewPayment): Promise<Id<'pay'>> {
  const now = ctx.now();
  const id = newId('pay', now.getTime());
  await tx.insert(payments).values({
    id,
    orderId: input.orderId,
    attempt: input.attempt,
    paymentRequestId: id,
    walletId: input.wallet.id,
    currency: input.currency,
    amountMinor: input.amountMinor,
    status: 'INIT',
    createdAt: now,
    updatedAt: now,
  });
  await recordTransition(tx, ctx, {
    noun: 'payment',
    subjectId: id,
    from: null,
    to: 'INIT',
    road: roadOf(ctx.actor),
    evidenceId: input.evidenceId,
  });
  await addJob(tx, 'charge', { paymentId: id }, { key: `charge:${id}` });
  return id;
}

type Order = typeof orders.$inferSelect;

async function findPlaced(tx: Database, customerId: Id<'cus'>, placementKey: string): Promise<Order | null> {
  const [row] = await tx
    .select()
    .from(orders)
    .where(and(eq(orders.customerId, customerId), eq(orders.placementKey, placementKey)));
  return row ?? null;
}

/**
 * What the same click placed before. Whoever names another sum now has not seen it: they are told, not led to an order of
 * another sum as theirs.
 *
 * @throws Refusal `reference_in_use`
 */
function samePlacement({ id, currency, amountMinor }: Order, asked: Money): OrderPlaced {
  if (currency === asked.currency && amountMinor === asked.minor) return { orderId: id, isNew: false };
  const sum = isCurrency(currency) ? formatMoney({ currency, minor: amountMinor }, { style: 'symbol' }) : currency;
  throw new Refusal('reference_in_use', {
    amount: `An order of ${sum} was placed before, and its answer did not reach you. Nothing more was placed. Look under Orders first.`,
  });
}

/** The customer's own wallet, locked against an unlinking that runs at the same time. */
export async function usableWallet(
  tx: Database,
  ctx: Context,
  customerId: Id<'cus'>,
  walletId: Id<'wal'>,
): Promise<Wallet> {
  const [wallet] = await tx
    .select()
    .from(wallets)
    .where(and(eq(wallets.id, walletId), eq(wallets.customerId, customerId)))
    .for('share');
  if (!wallet) throw new Refusal('not_found');
  if (wallet.status !== 'LINKED' || wallet.paused) throw walletNotUsable(ctx, wallet);
  return wallet;
}

const LIMIT_SENTENCES: Record<AmountProblem, string> = {
  other_currency: 'It pays in another currency.',
  below_minimum: 'The amount is below what it takes.',
  above_maximum: 'The amount is above what it takes.',
  not_a_multiple: 'The amount is not a multiple of what it takes.',
};

export function refuseOutsideLimits(wallet: Wallet, currency: string, amountMinor: bigint): void {
  const money = parseMoney({ currency, value: amountMinor.toString() });
  const problem = isBrand(wallet.brand) ? amountProblem(wallet.brand, money) : 'other_currency';
  if (problem)
    throw new Refusal('amount_outside_limits', { walletId: LIMIT_SENTENCES[problem] }, LIMIT_SENTENCES[problem]);
}

/** What a person can read out on the phone: `M-` and ten letters of the order's own id, unique as that is. */
function shortReference(orderId: Id<'ord'>): string {
  return `M-${orderId.slice(-10)}`;
}
