/**
 * Begins an attempt to link a wallet: writes it down, asks Alipay where to send the customer, keeps the address.
 *
 * `consult` creates nothing for the customer, so an attempt whose consult went wrong simply ends, and a fresh one is
 * begun with a new authState.
 */
import { eq } from 'drizzle-orm';
import { addJob } from '@/db/queue';
import { authorizations } from '@/db/schema/wallets';
import { keepExchange } from '@/lib/audit/keep-exchange';
import { recordTransition } from '@/lib/audit/record-transition';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { chooseAddress } from '@/lib/alipay/consult';
import { requireCustomer } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { newId, newSecretText, type Id } from '@/lib/kit/ids';
import { hashBrowser } from './browser';
import { moveAuthorization } from './move-authorization';

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
  const customer = requireCustomer(ctx);
  const brand = offeredBrand(ctx, input.brand);
  const now = ctx.now();
  const id = newId('aut', now.getTime());
  const base = input.repeats?.authStateBase ?? newSecretText();
  const tries = input.repeats ? input.repeats.tries + 1 : 0;
  const authState = tries === 0 ? base : `${base}_${tries}`;

  // Reserve.
  const expiresAt = new Date(now.getTime() + ATTEMPT_LIFE_MS);
  await ctx.db.transaction(async (tx) => {
    await tx.insert(authorizations).values({
      id,
      customerId: customer.customerId,
      brand,
      authState,
      authStateBase: base,
      tries,
      status: 'STARTED',
      browserHash: hashBrowser(input.browserSecret),
      terminalType: input.terminal.terminalType,
      osType: input.terminal.osType,
      returnPath: input.returnPath,
      consentedAt: now,
      expiresAt,
      createdAt: now,
    });
    await recordTransition(tx, ctx, {
      noun: 'authorization',
      subjectId: id,
      from: null,
      to: 'STARTED',
      road: 'customer',
      evidenceId: customer.userId,
    });
    await addJob(tx, 'expire_authorization', { authorizationId: id }, { runAt: expiresAt, key: `expire:${id}` });
  });

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
      const address = chooseAddress(outcome.value, terminal);
      const addressSealed = ctx.sealer.seal(address, {
        table: 'authorizations',
        row: id,
        column: 'address',
        customer: customer.customerId,
      });
      await tx.update(authorizations).set({ addressSealed }).where(eq(authorizations.id, id));
      return;
    }
    await moveAuthorization(tx, ctx, id, 'failed', {
      road: 'response',
      evidenceId,
      failure: 'wallet_unavailable',
      gatewayCode: ('code' in outcome && outcome.code) || null,
    });
    ctx.log.warn({ authorization: id, brand, outcome: outcome.kind }, 'consult gave no address');
  });
  return id;
}

function offeredBrand(ctx: Context, brand: string): Brand {
  const offered = ctx.settings.brands;
  if (!isBrand(brand) || (offered && !offered.includes(brand))) throw new Refusal('wallet_not_offered');
  return brand;
}
