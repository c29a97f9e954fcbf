/**
 * Ends a permission from our side: asked by the customer or by the staff, written down at once so that nothing more is
 * debited, and then told to Alipay until it is known. Repeating does no harm; a token that Alipay no longer honours is
 * ended too.
 */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { credentials, wallets } from '@/db/schema/wallets';
import { keepExchange } from '@/lib/audit/keep-exchange';
import { recordTransition } from '@/lib/audit/record-transition';
import { tellOutside } from '@/lib/audit/tell-outside';
import { writeAudit } from '@/lib/audit/write-audit';
import type { Outcome } from '@/lib/alipay/outcome';
import { actorId, roadOf } from '@/lib/auth/actor';
import { requireCustomer, requireRole } from '@/lib/auth/roles';
import { closeCases } from '@/lib/cases/close-cases';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { moveCredentials } from './move-credential';
import { walletStates } from './states';

type Wallet = typeof wallets.$inferSelect;

/** Milliseconds before the second, third … call; after the last, every four hours. */
const GAPS_MS = [3_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000];
const LONGEST_GAP_MS = 4 * 3_600_000;
/** While Alipay cannot be reached at all. */
const NOT_SENT_GAP_MS = 10_000;
/** A call takes ten seconds at most; whoever takes over waits until the first can no longer be at it. */
const TAKE_OVER_GAP_MS = 15_000;

const REASONS = { customer: 'unlinked_by_customer', staff: 'unlinked_by_staff', key: 'unlinked_by_api' } as const;

/**
 * Asked twice it is asked once.
 *
 * @throws Refusal `not_allowed`, `not_found`, `wallet_not_unlinkable`
 */
export async function requestRevoke(ctx: Context, walletId: Id<'wal'>): Promise<void> {
  const onlyOf = ctx.actor.kind === 'customer' ? requireCustomer(ctx).customerId : null;
  if (!onlyOf) requireRole(ctx, 'wallets.revoke');
  await ctx.db.transaction(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, walletId)).for('update');
    if (!wallet || (onlyOf && wallet.customerId !== onlyOf)) throw new Refusal('not_found');
    if (wallet.status === 'REVOKING') return;
    const next = walletStates.next(wallet.status, 'unlink_asked');
    if (!next) throw new Refusal('wallet_not_unlinkable');
    const by = actorId(ctx.actor);
    await tx
      .update(wallets)
      .set({
        status: next,
        statusReason: REASONS[ctx.actor.kind === 'customer' || ctx.actor.kind === 'key' ? ctx.actor.kind : 'staff'],
        isDefault: false,
        updatedAt: ctx.now(),
      })
      .where(eq(wallets.id, walletId));
    await recordTransition(tx, ctx, {
      noun: 'wallet',
      subjectId: walletId,
      from: wallet.status,
      to: next,
      road: roadOf(ctx.actor),
      evidenceId: by,
    });
    await addJob(tx, 'revoke_wallet', { walletId }, { key: `revoke:${walletId}` });
    if (ctx.actor.kind === 'staff' || ctx.actor.kind === 'key') {
      await writeAudit(tx, ctx, {
        action: 'wallets.revoke',
        subjectId: walletId,
        detail: { customer: wallet.customerId },
      });
    }
  });
}

export type Revoked = 'settled' | 'revoked' | 'going_on';

export async function revokeWallet(ctx: Context, walletId: Id<'wal'>): Promise<Revoked> {
  // Reserve.
  const reserved = await reserveCall(ctx, walletId);
  if (reserved === 'settled') return 'settled';
  if (reserved === 'no_token') return finish(ctx, walletId, null);

  // Call.
  const { outcome, exchange } = await ctx.gateway.revoke({ accessToken: reserved.accessToken });

  // Record.
  const evidenceId = exchange && (await keepExchange(ctx.db, ctx, walletId, exchange, outcome.kind));
  if (isGone(outcome)) return finish(ctx, walletId, evidenceId);
  await askAgain(ctx, walletId, outcome);
  return 'going_on';
}

/** Counts the call and queues the next one before making it. A token that ended with its wallet needs no call. */
async function reserveCall(
  ctx: Context,
  walletId: Id<'wal'>,
): Promise<{ accessToken: string } | 'no_token' | 'settled'> {
  return ctx.db.transaction(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, walletId)).for('update');
    if (wallet?.status !== 'REVOKING') return 'settled';
    const [credential] = await tx
      .select()
      .from(credentials)
      .where(and(eq(credentials.walletId, walletId), eq(credentials.status, 'CURRENT')));
    if (!credential) return 'no_token';
    const revokes = wallet.revokes + 1;
    await tx.update(wallets).set({ revokes, updatedAt: ctx.now() }).where(eq(wallets.id, walletId));
    await queue(tx, walletId, { realRunAt: new Date(ctx.realNow().getTime() + TAKE_OVER_GAP_MS) });
    const accessToken = ctx.sealer
      .open(credential.accessTokenSealed, {
        table: 'credentials',
        row: credential.id,
        column: 'access_token',
        customer: credential.customerId,
      })
      .toString('utf8');
    return { accessToken };
  });
}

/** Done, or done before: Alipay honours the token no longer. */
function isGone(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'succeeded';
}

async function finish(ctx: Context, walletId: Id<'wal'>, evidenceId: string | null): Promise<Revoked> {
  return ctx.db.transaction(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, walletId)).for('update');
    const next = wallet && walletStates.next(wallet.status, 'unlinked');
    if (!wallet || !next) return 'settled';
    await endWallet(tx, ctx, wallet, next, evidenceId);
    return 'revoked';
  });
}

async function endWallet(
  tx: Database,
  ctx: Context,
  wallet: Wallet,
  next: Wallet['status'],
  evidenceId: string | null,
): Promise<void> {
  const told = { road: 'response', evidenceId, note: wallet.statusReason } as const;
  await moveCredentials(tx, ctx, eq(credentials.walletId, wallet.id), 'ended', told);
  await tx.update(wallets).set({ status: next, updatedAt: ctx.now() }).where(eq(wallets.id, wallet.id));
  await recordTransition(tx, ctx, {
    noun: 'wallet',
    subjectId: wallet.id,
    from: wallet.status,
    to: next,
    ...told,
  });
  await closeCases(tx, ctx, { kinds: ['unlinking_for_long'], subjectId: wallet.id, reason: 'answered', evidenceId });
  await tellOutside(tx, ctx, { type: 'wallet.revoked', subjectId: wallet.id });
}

async function askAgain(ctx: Context, walletId: Id<'wal'>, outcome: Outcome<unknown>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, walletId)).for('update');
    if (wallet?.status !== 'REVOKING') return;
    // What never left does not count, and an outage's end is not slept through.
    const unsent = outcome.kind === 'not_sent';
    if (unsent)
      await tx
        .update(wallets)
        .set({ revokes: wallet.revokes - 1 })
        .where(eq(wallets.id, walletId));
    const when = unsent
      ? { realRunAt: new Date(ctx.realNow().getTime() + NOT_SENT_GAP_MS) }
      : { runAt: new Date(ctx.now().getTime() + gapMs(wallet.revokes)) };
    await queue(tx, walletId, when);
  });
}

function gapMs(calls: number): number {
  return GAPS_MS[calls - 1] ?? LONGEST_GAP_MS;
}

function queue(tx: Database, walletId: Id<'wal'>, when: { runAt: Date } | { realRunAt: Date }): Promise<void> {
  return addJob(tx, 'revoke_wallet', { walletId }, { key: `revoke:${walletId}`, ...when });
}
