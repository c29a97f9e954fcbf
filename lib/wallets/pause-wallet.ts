/**
 * Pauses a linked wallet, or ends the pause: while it lasts nothing is debited from it, and the permission stays. By the
 * customer whose it is, or by the staff. Beside it stands the customer's own cap on one debit.
 */
import { eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { wallets } from '@/db/schema/wallets';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireCustomer, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { isCurrency, MoneyError, parseMajor } from '@/lib/kit/money';
import { walletNotUsable } from './not-usable';

type Wallet = typeof wallets.$inferSelect;

/** @throws Refusal `not_allowed`, `not_found`, `wallet_not_usable` for a wallet that has ended */
export async function setWalletPaused(ctx: Context, input: { walletId: Id<'wal'>; paused: boolean }): Promise<void> {
  await change(ctx, input.walletId, input.paused ? 'wallets.pause' : 'wallets.resume', async (tx, wallet) => {
    await tx.update(wallets).set({ paused: input.paused, updatedAt: ctx.now() }).where(eq(wallets.id, wallet.id));
    return { paused: input.paused };
  });
}

/**
 * The customer's own cap: one debit is never more.
 *
 * @param input.typed in major units; empty takes the cap away
 * @throws Refusal `not_allowed`, `not_found`, `wallet_not_usable`, `invalid_input`
 */
export async function setWalletCap(ctx: Context, input: { walletId: Id<'wal'>; typed: string }): Promise<void> {
  requireCustomer(ctx);
  await change(ctx, input.walletId, 'wallets.cap', async (tx, wallet) => {
    const capMinor = readCap(wallet, input.typed);
    await tx.update(wallets).set({ capMinor, updatedAt: ctx.now() }).where(eq(wallets.id, wallet.id));
    return { capMinor: capMinor?.toString() ?? null };
  });
}

function readCap(wallet: Wallet, typed: string): bigint | null {
  if (typed.trim() === '') return null;
  if (!isCurrency(wallet.currency)) throw new Error(`wallet ${wallet.id} has an unknown currency`);
  try {
    return parseMajor(typed, wallet.currency).minor;
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw new Refusal('invalid_input', { cap: error.message });
  }
}

async function change(
  ctx: Context,
  walletId: Id<'wal'>,
  action: string,
  act: (tx: Database, wallet: Wallet) => Promise<Record<string, string | boolean | null>>,
): Promise<void> {
  const onlyOf = ctx.actor.kind === 'customer' ? requireCustomer(ctx).customerId : null;
  if (!onlyOf) requireRole(ctx, 'wallets.pause');
  await ctx.db.transaction(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, walletId)).for('update');
    if (!wallet || (onlyOf && wallet.customerId !== onlyOf)) throw new Refusal('not_found');
    if (wallet.status === 'REVOKED' || wallet.status === 'REVOKING') throw walletNotUsable(ctx, wallet);
    const detail = await act(tx, wallet);
    await writeAudit(tx, ctx, { action, subjectId: walletId, detail });
  });
}
