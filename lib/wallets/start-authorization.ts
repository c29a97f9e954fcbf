/**
 * Begins an attempt to link a wallet: writes it down, asks Alipay where to send the customer, keeps the address.
 *
 * `consult` creates nothing for the customer, so an attempt whose consult went wrong simply ends, and a fresh one is
 * begun with a new authState.
 */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { authorizations } from '@/db/schema/wallets';
import { keepExchange } from '@/lib/audit/keep-exchange';
import { recordTransition } from '@/lib/audit/record-transition';
import { chooseAddress } from '@/lib/alipay/consult';
import { actorId } from '@/lib/auth/actor';
import { requireLinker, type CustomerActor, type LinkingActor } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { newId, newSecretText, type Id } from '@/lib/kit/ids';
import { hashBrowser } from './browser';
import { claimLinkSession } from './claim-link-session';
import { moveAuthorization } from './move-authorization';
import { offeredBrand } from './offered-brand';
import { isOwnAttempt } from './own-attempt';

/** Authorization addresses live about this long; an attempt that nobody finishes ends with them. */
export const ATTEMPT_LIFE_MS = 15 * 60_000;

export interface StartAuthorization {
  readonly brand: string;
  readonly terminal: { readonly terminalType: 'WEB' | 'WAP'; readonly osType: 'IOS' | 'ANDROID' | null };
  /** The value of the browser's own cookie. */
  readonly browserSecret: string;
  /** One of our own paths to go on to when the wallet is linked. */
  readonly returnPath: string | null;
  /** The attempt that this one repeats, for the same customer. */
  readonly repeats?: { readonly authStateBase: string; readonly tries: number };
}

/** @returns the attempt's id; whether it began well is told by its row. */
export async function startAuthorization(ctx: Context, input: StartAuthorization): Promise<Id<'aut'>> {
  const linker = requireLinker(ctx);
  const brand = offeredBrand(ctx, input.brand);
  const now = ctx.now();
  const id = newId('aut', now.getTime());
  const base = input.repeats?.authStateBase ?? newSecretText();
  const tries = input.repeats ? input.repeats.tries + 1 : 0;
  const authState = tries === 0 ? base : `${base}_${tries}`;

  // Reserve.
  const { browserSecret, returnPath, terminal: there } = input;
  const begun = await reserveAttempt(ctx, linker, {
    id,
    brand,
    authState,
    authStateBase: base,
    tries,
    browserHash: hashBrowser(browserSecret),
    terminalType: there.terminalType,
    osType: there.osType,
    returnPath,
  });
  if (begun !== id) return begun;

  // Call.
  const terminal = {
    terminalType: input.terminal.terminalType,
    ...(input.terminal.osType && { osType: input.terminal.osType }),
  };
  const { outcome, exchange } = await ctx.gateway.consult({
    brand,
    authState,
    authRedirectUrl: `${ctx.settings.appUrl}/wallets/return`,
    authNotifyUrl: `${ctx.settings.appUrl}/api/alipay/notifications/authorizations`,
    ...terminal,
    ...(ctx.settings.merchantRegion && { merchantRegion: ctx.settings.merchantRegion }),
  });

  // Record.
  await ctx.db.transaction(async (tx) => {
    const evidenceId = exchange && (await keepExchange(tx, ctx, id, exchange, outcome.kind));
    if (outcome.kind === 'succeeded') {
      await keepAddress(tx, ctx, { id, customerId: linker.customerId }, chooseAddress(outcome.value, terminal));
      return;
    }
    const gatewayCode = ('code' in outcome && outcome.code) || null;
    const failure = 'wallet_unavailable';
    await moveAuthorization(tx, ctx, id, 'failed', { road: 'response', evidenceId, failure, gatewayCode });
    ctx.log.warn({ authorization: id, brand, outcome: outcome.kind }, 'consult gave no address');
  });
  return id;
}

/** The wallet's page is a bearer address: sealed like a token. */
async function keepAddress(
  tx: Database,
  ctx: Context,
  attempt: { readonly id: Id<'aut'>; readonly customerId: Id<'cus'> },
  address: string,
): Promise<void> {
  const addressSealed = ctx.sealer.seal(address, {
    table: 'authorizations',
    row: attempt.id,
    column: 'address',
    customer: attempt.customerId,
  });
  // An attempt may have been ended meanwhile; what is over keeps no address.
  await tx
    .update(authorizations)
    .set({ addressSealed })
    .where(and(eq(authorizations.id, attempt.id), eq(authorizations.status, 'STARTED')));
}

type NewAttempt = Pick<
  typeof authorizations.$inferInsert,
  'brand' | 'authState' | 'authStateBase' | 'tries' | 'browserHash' | 'terminalType' | 'osType' | 'returnPath'
> & { readonly id: Id<'aut'> };

/**
 * @returns the attempt that stands under this state: of two clicks on "try again" the first one's. For a link session also the
 *   attempt that is already being checked, beside which no other is begun.
 */
async function reserveAttempt(
  ctx: Context,
  linker: CustomerActor | LinkingActor,
  attempt: NewAttempt,
): Promise<Id<'aut'>> {
  const now = ctx.now();
  const { id } = attempt;
  const expiresAt = new Date(now.getTime() + ATTEMPT_LIFE_MS);
  const linkSessionId = linker.kind === 'linking' ? linker.linkSessionId : null;
  return ctx.db.transaction(async (tx) => {
    const standing = linkSessionId && (await claimLinkSession(tx, ctx, linkSessionId, attempt));
    if (standing) return standing;
    const inserted = await tx
      .insert(authorizations)
      .values({
        ...attempt,
        customerId: linker.customerId,
        linkSessionId,
        status: 'STARTED',
        consentedAt: now,
        expiresAt,
        createdAt: now,
      })
      .onConflictDoNothing({ target: authorizations.authState })
      .returning({ id: authorizations.id });
    if (inserted.length === 0) {
      const [other] = await tx
        .select({ id: authorizations.id })
        .from(authorizations)
        .where(and(eq(authorizations.authState, attempt.authState), isOwnAttempt(linker)));
      return other!.id;
    }
    await recordTransition(tx, ctx, {
      noun: 'authorization',
      subjectId: id,
      from: null,
      to: 'STARTED',
      road: 'customer',
      evidenceId: actorId(linker),
    });
    await addJob(tx, 'expire_authorization', { authorizationId: id }, { runAt: expiresAt, key: `expire:${id}` });
    return id;
  });
}
