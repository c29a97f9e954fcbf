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
import { requireCustomer } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { newId, type Id } from '@/lib/kit/ids';
import { parseMoney } from '@/lib/kit/money';
import type { PlaceOrderInput } from './input';

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
    if (before) return { orderId: before, isNew: false };

    const [product] = await tx
      .select()
      .from(products)
      .where(and(eq(products.id, input.productId as Id<'prd'>), eq(products.active, true)));
    if (!product) throw new Refusal('not_found');
    const wallet = await usableWallet(tx, customer.customerId, input.walletId as Id<'wal'>);
    refuseOutsideLimits(wallet, product.currency, product.priceMinor);

    const now = ctx.now();
    const orderId = newId('ord', now.getTime());
    const lines: OrderLine[] = [
      { productId: product.id, name: product.name, quantity: 1, unitMinor: product.priceMinor.toString() },
    ];
    const placed = await tx
      .insert(orders)
      .values({
        id: orderId,
        referenceOrderId: shortReference(orderId),
        customerId: customer.customerId,
        walletId: wallet.id,
        currency: product.currency,
        amountMinor: product.priceMinor,
        description: product.name,
        lines,
        terminal: input.terminal,
        status: 'INIT',
        placementKey: input.placementKey,
        createdAt: now,
        updatedAt: now,
      })
      .onConflictDoNothing({ target: [orders.customerId, orders.placementKey] })
      .returning({ id: orders.id });
    if (placed.length === 0) {
      // Two clicks at once: the other one won.
      const other = await findPlaced(tx, customer.customerId, input.placementKey);
      return { orderId: other!, isNew: false };
    }
    await addPayment(tx, ctx, {
      orderId,
      attempt: 1,
      wallet,
      currency: product.currency,
      amountMinor: product.priceMinor,
      evidenceId: customer.userId,
    });
    return { orderId, isNew: true };
  });
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
    road: ctx.actor.kind === 'staff' ? 'operator' : 'customer',
    evidenceId: input.evidenceId,
  });
  await addJob(tx, 'charge', { paymentId: id }, { key: `charge:${id}` });
  return id;
}

async function findPlaced(tx: Database, customerId: Id<'cus'>, placementKey: string): Promise<Id<'ord'> | null> {
  const [row] = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.customerId, customerId), eq(orders.placementKey, placementKey)));
  return row?.id ?? null;
}

/** The customer's own wallet, locked against an unlinking that runs at the same time. */
export async function usableWallet(tx: Database, customerId: Id<'cus'>, walletId: Id<'wal'>): Promise<Wallet> {
  const [wallet] = await tx
    .select()
    .from(wallets)
    .where(and(eq(wallets.id, walletId), eq(wallets.customerId, customerId)))
    .for('share');
  if (!wallet) throw new Refusal('not_found');
  if (wallet.status !== 'LINKED' || wallet.paused) throw new Refusal('wallet_not_usable');
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
