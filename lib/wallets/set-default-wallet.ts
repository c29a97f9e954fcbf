/**
 * Makes one of a customer's wallets the one that pays in its currency when none is named.
 */
import { and, eq, ne } from 'drizzle-orm';
import { wallets } from '@/db/schema/wallets';
import { requireCustomer } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { walletNotUsable } from './not-usable';

export async function setDefaultWallet(ctx: Context, walletId: Id<'wal'>): Promise<void> {
  const { customerId } = requireCustomer(ctx);
  await ctx.db.transaction(async (tx) => {
    // All of this customer's wallets, always in one order, so that two clicks wait for each other instead of crossing.
    const own = await tx
      .select()
      .from(wallets)
      .where(eq(wallets.customerId, customerId))
      .orderBy(wallets.id)
      .for('update');
    const wallet = own.find((candidate) => candidate.id === walletId);
    if (!wallet) throw new Refusal('not_found');
    if (wallet.status !== 'LINKED') throw walletNotUsable(ctx, wallet);
    await tx
      .update(wallets)
      .set({ isDefault: false, updatedAt: ctx.now() })
      .where(and(eq(wallets.customerId, customerId), eq(wallets.currency, wallet.currency), ne(wallets.id, walletId)));
    await tx.update(wallets).set({ isDefault: true, updatedAt: ctx.now() }).where(eq(wallets.id, walletId));
  });
}
