/**
 * Stores what an exchange brought: the wallet, new or linked again, and its new generation of tokens, sealed.
 *
 * A wallet belongs to one customer. A token that another customer's wallet already holds is not taken over.
 */
import { and, desc, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { customers } from '@/db/schema/customers';
import { credentials, wallets, type authorizations } from '@/db/schema/wallets';
import { recordTransition } from '@/lib/audit/record-transition';
import { tellOutside } from '@/lib/audit/tell-outside';
import type { IssuedCredential } from '@/lib/alipay/apply-token';
import { brands, isBrand } from '@/lib/alipay/brands';
import type { Context } from '@/lib/context';
import { newId, type Id } from '@/lib/kit/ids';
import { moveCredentials } from './move-credential';
import { walletStates } from './states';

type Attempt = typeof authorizations.$inferSelect;
type Wallet = typeof wallets.$inferSelect;

export type WalletStored =
  { readonly kind: 'linked'; readonly walletId: Id<'wal'> } | { readonly kind: 'held_by_another' };

/** Runs inside the caller's transaction. */
export async function storeLinkedWallet(
  tx: Database,
  ctx: Context,
  attempt: Attempt,
  issued: IssuedCredential,
  evidenceId: string | null,
): Promise<WalletStored> {
  // Two attempts of one customer may end at the same moment; the second must see the wallet that the first made.
  await tx
    .select({ id: customers.id })
    .from(customers)
    .where(eq(customers.id, attempt.customerId))
    .for('no key update');
  const [held] = await tx
    .select({ id: credentials.id, walletId: credentials.walletId, customerId: credentials.customerId })
    .from(credentials)
    .where(inArray(credentials.accessTokenIndex, ctx.sealer.indexes(issued.accessToken)));
  if (held && held.customerId !== attempt.customerId) return { kind: 'held_by_another' };

  const found = held ? await lockWallet(tx, held.walletId) : await findWalletToRelink(tx, attempt, issued);
  // An ended wallet stays ended: the same token given again is a new permission, on a new wallet.
  const known = found && walletStates.next(found.status, 'linked_again') ? found : undefined;
  const wallet = known ?? (await createWallet(tx, ctx, attempt, issued, evidenceId));
  if (known) await relinkWallet(tx, ctx, known, issued, evidenceId);
  await replaceCredential(tx, ctx, wallet, { attempt, issued, sameToken: held ?? null, evidenceId });
  await tellOutside(tx, ctx, { type: 'wallet.linked', subjectId: wallet.id });
  return { kind: 'linked', walletId: wallet.id };
}

async function lockWallet(tx: Database, id: Id<'wal'>): Promise<Wallet | undefined> {
  const [wallet] = await tx.select().from(wallets).where(eq(wallets.id, id)).for('update');
  return wallet;
}

/** The same customer's wallet of this brand and account, unless its unlinking has begun: that one stays ended. */
async function findWalletToRelink(
  tx: Database,
  attempt: Attempt,
  issued: IssuedCredential,
): Promise<Wallet | undefined> {
  const [wallet] = await tx
    .select()
    .from(wallets)
    .where(
      and(
        eq(wallets.customerId, attempt.customerId),
        eq(wallets.brand, attempt.brand),
        // A wallet that tells no login can only be taken for the one that was lost, never for one that works.
        issued.userLoginId
          ? and(eq(wallets.account, issued.userLoginId), inArray(wallets.status, ['LINKED', 'NEEDS_RELINK']))
          : and(isNull(wallets.account), eq(wallets.status, 'NEEDS_RELINK')),
      ),
    )
    .orderBy(desc(wallets.id))
    .limit(1)
    .for('update');
  return wallet;
}

async function createWallet(
  tx: Database,
  ctx: Context,
  attempt: Attempt,
  issued: IssuedCredential,
  evidenceId: string | null,
): Promise<Wallet> {
  const now = ctx.now();
  if (!isBrand(attempt.brand)) throw new Error(`attempt ${attempt.id} names an unknown wallet`);
  const currency = brands[attempt.brand].currency;
  const [wallet] = await tx
    .insert(wallets)
    .values({
      id: newId('wal', now.getTime()),
      customerId: attempt.customerId,
      brand: attempt.brand,
      currency,
      status: 'LINKED',
      account: issued.userLoginId,
      isDefault: !(await hasDefault(tx, attempt.customerId, currency)),
      linkedAt: now,
      createdAt: now,
      updatedAt: now,
    })
    .returning();
  await recordTransition(tx, ctx, {
    noun: 'wallet',
    subjectId: wallet!.id,
    from: null,
    to: 'LINKED',
    road: 'response',
    evidenceId,
  });
  return wallet!;
}

async function hasDefault(tx: Database, customerId: Id<'cus'>, currency: string): Promise<boolean> {
  const [found] = await tx
    .select({ id: wallets.id })
    .from(wallets)
    .where(
      and(
        eq(wallets.customerId, customerId),
        eq(wallets.currency, currency),
        eq(wallets.isDefault, true),
        ne(wallets.status, 'REVOKED'),
      ),
    );
  return found !== undefined;
}

async function relinkWallet(
  tx: Database,
  ctx: Context,
  wallet: Wallet,
  issued: IssuedCredential,
  evidenceId: string | null,
): Promise<void> {
  // A wallet that was lost gave up being the default; it is again when no other took its place.
  const isDefault = wallet.isDefault || !(await hasDefault(tx, wallet.customerId, wallet.currency));
  await tx
    .update(wallets)
    .set({
      status: 'LINKED',
      isDefault,
      statusReason: null,
      account: issued.userLoginId ?? wallet.account,
      linkedAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .where(eq(wallets.id, wallet.id));
  await recordTransition(tx, ctx, {
    noun: 'wallet',
    subjectId: wallet.id,
    from: wallet.status,
    to: 'LINKED',
    road: 'response',
    evidenceId,
    note: 'linked again',
  });
}

interface Replacement {
  readonly attempt: Attempt;
  readonly issued: IssuedCredential;
  /** A generation that holds this very token already. */
  readonly sameToken: { readonly id: Id<'crd'>; readonly walletId: Id<'wal'> } | null;
  readonly evidenceId: string | null;
}

async function replaceCredential(
  tx: Database,
  ctx: Context,
  wallet: Wallet,
  { attempt, issued, sameToken, evidenceId }: Replacement,
): Promise<void> {
  const told = { road: 'response', evidenceId } as const;
  const others = sameToken ? ne(credentials.id, sameToken.id) : undefined;
  await moveCredentials(tx, ctx, and(eq(credentials.walletId, wallet.id), others), 'replaced', told);
  const id = sameToken?.id ?? newId('crd', ctx.now().getTime());
  const seal = (column: string, token: string) =>
    ctx.sealer.seal(token, { table: 'credentials', row: id, column, customer: wallet.customerId });
  const tokens = {
    authorizationId: attempt.id,
    accessTokenSealed: seal('access_token', issued.accessToken),
    accessTokenIndex: ctx.sealer.index(issued.accessToken),
    accessTokenExpiresAt: issued.accessTokenExpiresAt,
    refreshTokenSealed: issued.refreshToken && seal('refresh_token', issued.refreshToken),
    refreshTokenExpiresAt: issued.refreshTokenExpiresAt,
  };
  if (sameToken) {
    const isHere = sameToken.walletId === wallet.id;
    const place = isHere ? {} : { walletId: wallet.id, generation: await nextGeneration(tx, wallet.id) };
    await tx
      .update(credentials)
      .set({ ...tokens, ...place })
      .where(eq(credentials.id, id));
    // Once it is this wallet's: the one it came from may have another that is current.
    await moveCredentials(tx, ctx, eq(credentials.id, id), 'issued_again', told);
    return;
  }
  await tx.insert(credentials).values({
    id,
    walletId: wallet.id,
    customerId: wallet.customerId,
    generation: await nextGeneration(tx, wallet.id),
    status: 'CURRENT',
    createdAt: ctx.now(),
    ...tokens,
  });
  await recordTransition(tx, ctx, { noun: 'credential', subjectId: id, from: null, to: 'CURRENT', ...told });
}

async function nextGeneration(tx: Database, walletId: Id<'wal'>): Promise<number> {
  const [last] = await tx
    .select({ generation: credentials.generation })
    .from(credentials)
    .where(eq(credentials.walletId, walletId))
    .orderBy(desc(credentials.generation))
    .limit(1);
  return (last?.generation ?? 0) + 1;
}
