/**
 * Takes note of tokens that ran out: their wallets need to be linked again, and nothing is debited from them. The expiry
 * that Alipay told is believed; a debit would only be answered with a token error.
 */
import { and, eq, lt } from 'drizzle-orm';
import { credentials } from '@/db/schema/wallets';
import type { Context } from '@/lib/context';
import { loseWallet } from './lose-wallet';

/** Of one sweep; the next one finds the rest. */
const FOUND_MAX = 500;

/** @returns how many wallets lost their permission */
export async function endExpired(ctx: Context): Promise<number> {
  const expired = await ctx.db
    .select({ id: credentials.id })
    .from(credentials)
    .where(and(eq(credentials.status, 'CURRENT'), lt(credentials.accessTokenExpiresAt, ctx.now())))
    .limit(FOUND_MAX);
  let ended = 0;
  for (const { id } of expired) {
    const loss = await ctx.db.transaction((tx) =>
      loseWallet(tx, ctx, {
        credentialId: id,
        event: 'lost',
        road: 'clock',
        evidenceId: null,
        reason: 'token_expired',
      }),
    );
    if (loss === 'wallet_moved') ended += 1;
  }
  return ended;
}
