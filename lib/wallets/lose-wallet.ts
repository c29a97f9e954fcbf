/**
 * The one door through which a wallet's permission ends without our asking: a debit answered with a token error, the
 * wallet's own TOKEN_CANCELED, or a token that ran out. A late word about an older generation of tokens ends only that
 * generation, never the one that replaced it.
 */
import { eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import type { Road } from '@/db/schema/evidence';
import { credentials, wallets } from '@/db/schema/wallets';
import { recordTransition } from '@/lib/audit/record-transition';
import { tellOutside } from '@/lib/audit/tell-outside';
import { closeCases } from '@/lib/cases/close-cases';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { moveCredentials } from './move-credential';
import { walletStates } from './states';

export interface Loss {
  readonly credentialId: Id<'crd'>;
  /** `lost`: the token is dead, the customer may link again. `ended_by_wallet`: the customer ended it there. */
  readonly event: 'lost' | 'ended_by_wallet';
  readonly road: Road;
  readonly evidenceId: string | null;
  readonly reason: string;
}

export type LossRecorded = 'wallet_moved' | 'old_generation' | 'unchanged';

/** Runs inside the caller's transaction. */
export async function loseWallet(tx: Database, ctx: Context, loss: Loss): Promise<LossRecorded> {
  const [known] = await tx
    .select({ walletId: credentials.walletId })
    .from(credentials)
    .where(eq(credentials.id, loss.credentialId));
  if (!known) return 'unchanged';
  // Whoever links again holds this lock too, so that the generations read below are the ones that stand.
  const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, known.walletId)).for('update');
  const generations = await tx
    .select({ id: credentials.id, status: credentials.status, generation: credentials.generation })
    .from(credentials)
    .where(eq(credentials.walletId, known.walletId));
  const own = generations.find((one) => one.id === loss.credentialId);
  // Replaced also where the newer one has ended since: that it needs linking again is the newer one's story.
  if (!own || generations.some((one) => one.generation > own.generation)) return 'old_generation';
  const { road, evidenceId, reason } = loss;
  await moveCredentials(tx, ctx, eq(credentials.id, loss.credentialId), 'ended', { road, evidenceId, note: reason });
  const next = wallet && walletStates.next(wallet.status, loss.event);
  if (!wallet || !next || next === wallet.status) return 'unchanged';

  await tx
    .update(wallets)
    .set({ status: next, statusReason: reason, isDefault: false, updatedAt: ctx.now() })
    .where(eq(wallets.id, wallet.id));
  await recordTransition(tx, ctx, {
    noun: 'wallet',
    subjectId: wallet.id,
    from: wallet.status,
    to: next,
    road,
    evidenceId,
    note: reason,
  });
  await closeCases(tx, ctx, { kinds: ['unlinking_for_long'], subjectId: wallet.id, reason: 'answered', evidenceId });
  const type = next === 'REVOKED' ? 'wallet.revoked' : 'wallet.needs_relink';
  await tellOutside(tx, ctx, { type, subjectId: wallet.id });
  return 'wallet_moved';
}
