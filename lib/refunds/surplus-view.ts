/**
 * Money that Alipay took for an attempt which had ended without it, as the order's customer is told of it: that it was taken,
 * that it is on its way back, that it has come back. JSON-safe.
 */
import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { payments } from '@/db/schema/payments';
import { cancels, refunds } from '@/db/schema/refunds';
import { wallets } from '@/db/schema/wallets';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import type { Id } from '@/lib/kit/ids';
import type { WireAmount } from '@/lib/kit/money';

export interface OwnSurplus {
  readonly paymentId: Id<'pay'>;
  readonly amount: WireAmount;
  readonly wallet: { readonly brand: Brand; readonly account: string | null };
  readonly state: 'held' | 'returning' | 'returned';
}

/** One for each attempt at the order that it happened to. */
export async function listOwnSurplus(db: Database, orderId: Id<'ord'>): Promise<OwnSurplus[]> {
  const isReturning = sql<boolean>`exists(select from ${cancels} c where c.payment_id = ${sql.raw('payments.id')} and c.status = 'INIT')`;
  const returnedMinor = sql<string>`(select coalesce(sum(r.amount_minor), 0)::text from ${refunds} r
    where r.payment_id = ${sql.raw('payments.id')} and (r.status = 'SUCCESS' or r.gateway_status = 'SUCCESS'))`;
  const rows = await db
    .select({ payment: payments, brand: wallets.brand, account: wallets.account, isReturning, returnedMinor })
    .from(payments)
    .innerJoin(wallets, eq(wallets.id, payments.walletId))
    .where(
      and(
        eq(payments.orderId, orderId),
        inArray(payments.status, ['FAIL', 'CANCELLED']),
        isNotNull(payments.gatewayStatus),
      ),
    )
    .orderBy(asc(payments.attempt));
  return rows.flatMap(({ payment, brand, account, isReturning: cancelling, returnedMinor: returned }) => {
    if (!isBrand(brand)) return [];
    // Alipay's later word that it failed or was cancelled after all: the money has gone back.
    const isBack = payment.gatewayStatus !== 'SUCCESS' || BigInt(returned) >= payment.amountMinor;
    const state = isBack ? 'returned' : cancelling || payment.refundReservedMinor > 0n ? 'returning' : 'held';
    const amount = { currency: payment.currency, value: payment.amountMinor.toString() };
    return [{ paymentId: payment.id, amount, wallet: { brand, account }, state } as const];
  });
}
