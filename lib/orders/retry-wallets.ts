/** The wallets of an order's customer that could pay it when it is tried again. JSON-safe. */
import { and, desc, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import type { orders } from '@/db/schema/orders';
import { wallets } from '@/db/schema/wallets';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import type { Id } from '@/lib/kit/ids';

export interface RetryWallet {
  readonly id: Id<'wal'>;
  readonly brand: Brand;
  readonly account: string | null;
}

export async function listRetryWallets(
  db: Database,
  order: Pick<typeof orders.$inferSelect, 'customerId' | 'currency'>,
): Promise<RetryWallet[]> {
  const rows = await db
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
