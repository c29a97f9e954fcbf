/**
 * A merchant's own system places an order under its own reference. The reference alone is enough to be safe: the same content
 * again, however often and however many at once, is the same order; other content is refused.
 */
import { createHash } from 'node:crypto';
import { and, eq, ne } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { customers } from '@/db/schema/customers';
import { orders } from '@/db/schema/orders';
import { wallets } from '@/db/schema/wallets';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { isRefusal, Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { parseMoney, type Money, type WireAmount } from '@/lib/kit/money';
import { UNATTENDED, writeOrder, type OrderPlaced } from './place-order';

export interface PlaceByReference {
  readonly customerId: Id<'cus'>;
  /** Absent: the customer's default wallet of the amount's currency. */
  readonly walletId?: Id<'wal'> | undefined;
  /** Goes to Alipay as it is. */
  readonly referenceOrderId: string;
  readonly amount: WireAmount;
  readonly description: string;
}

/**
 * @throws Refusal `not_allowed`, `key_out_of_scope`, `reference_in_use`, `invalid_input` (no such customer or wallet),
 *   `no_wallet_for_currency`, `wallet_not_usable`, `amount_outside_limits`, `debit_over_cap`
 */
export async function placeOrderByReference(ctx: Context, input: PlaceByReference): Promise<OrderPlaced> {
  requireRole(ctx, 'orders.place');
  const money = parseMoney(input.amount);
  const contentHash = hashContent(input, money);
  return ctx.db.transaction(async (tx) => {
    const before = await findSame(tx, input.referenceOrderId, contentHash);
    if (before) return before;
    try {
      // A savepoint: whoever was quicker leaves this transaction alive to look at what it wrote.
      return await tx.transaction((inner) => placeNew(inner, ctx, input, money, contentHash));
    } catch (error) {
      // Who was quicker with this very order may have used up a cap by it, or a wallet may have ended since: it stands all the same.
      const same = isRefusal(error) ? await findSame(tx, input.referenceOrderId, contentHash) : null;
      if (same) return same;
      throw error;
    }
  });
}

async function placeNew(
  tx: Database,
  ctx: Context,
  input: PlaceByReference,
  money: Money,
  contentHash: string,
): Promise<OrderPlaced> {
  const { customerId, referenceOrderId, description } = input;
  const { currency, minor } = money;
  const placed = await writeOrder(tx, ctx, {
    customerId,
    walletId: await chooseWallet(tx, customerId, input.walletId, currency),
    currency,
    amountMinor: minor,
    description,
    lines: [{ productId: null, name: description, quantity: 1, unitMinor: minor.toString() }],
    terminal: UNATTENDED,
    placementKey: null,
    referenceOrderId,
    contentHash,
  });
  const detail = { customer: customerId, currency, minor: minor.toString() };
  await writeAudit(tx, ctx, { action: 'orders.place', subjectId: placed.orderId, detail });
  return placed;
}

/** @throws Refusal `reference_in_use` when the reference stands for something else */
async function findSame(tx: Database, referenceOrderId: string, contentHash: string): Promise<OrderPlaced | null> {
  const [row] = await tx
    .select({ id: orders.id, contentHash: orders.contentHash })
    .from(orders)
    .where(eq(orders.referenceOrderId, referenceOrderId));
  if (!row) return null;
  if (row.contentHash === contentHash) return { orderId: row.id, isNew: false };
  throw new Refusal('reference_in_use', { referenceOrderId: 'It stands for an order with other content.' });
}

/**
 * The wallet that was named, or the default one of the currency.
 *
 * @throws Refusal `invalid_input`, `no_wallet_for_currency`
 */
async function chooseWallet(
  tx: Database,
  customerId: Id<'cus'>,
  walletId: Id<'wal'> | undefined,
  currency: string,
): Promise<Id<'wal'>> {
  const [customer] = await tx.select({ id: customers.id }).from(customers).where(eq(customers.id, customerId));
  if (!customer) throw new Refusal('invalid_input', { customerId: 'There is no such customer.' });
  const which = walletId
    ? eq(wallets.id, walletId)
    : and(eq(wallets.currency, currency), eq(wallets.isDefault, true), ne(wallets.status, 'REVOKED'));
  const [wallet] = await tx
    .select({ id: wallets.id })
    .from(wallets)
    .where(and(eq(wallets.customerId, customerId), which));
  if (wallet) return wallet.id;
  if (walletId) throw new Refusal('invalid_input', { walletId: 'This customer has no such wallet.' });
  throw new Refusal('no_wallet_for_currency', { walletId: 'The customer has no default wallet of this currency.' });
}

function hashContent({ customerId, walletId, description }: PlaceByReference, { currency, minor }: Money): string {
  const content = JSON.stringify([customerId, walletId ?? null, currency, minor.toString(), description]);
  return createHash('sha256').update(content).digest('base64url');
}
