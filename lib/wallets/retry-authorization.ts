/**
 * Begins again what ended without a wallet: a new authState under the old one's base, for the same customer.
 */
import { and, desc, eq } from 'drizzle-orm';
import { authorizations } from '@/db/schema/wallets';
import { requireLinker } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { isSameBrowser } from './browser';
import { isOwnAttempt } from './own-attempt';
import { startAuthorization, type StartAuthorization } from './start-authorization';

export type RetryAuthorization = Pick<StartAuthorization, 'terminal' | 'browserSecret'> & {
  readonly authorizationId: Id<'aut'>;
};

/**
 * @returns the attempt to look at: a new one, or one that is still going on: the old one itself, or what this browser has
 *   begun after it, so that a second click that comes a moment later begins no second attempt.
 */
export async function retryAuthorization(ctx: Context, input: RetryAuthorization): Promise<Id<'aut'>> {
  const linker = requireLinker(ctx);
  const [old] = await ctx.db
    .select()
    .from(authorizations)
    .where(and(eq(authorizations.id, input.authorizationId), isOwnAttempt(linker)));
  if (!old) throw new Refusal('not_found');
  if (isGoingOn(old)) return old.id;
  const [last] = await ctx.db
    .select()
    .from(authorizations)
    .where(eq(authorizations.authStateBase, old.authStateBase))
    .orderBy(desc(authorizations.tries))
    .limit(1);
  if (last && isGoingOn(last) && isSameBrowser(last.browserHash, input.browserSecret)) return last.id;
  return startAuthorization(ctx, {
    brand: old.brand,
    terminal: input.terminal,
    browserSecret: input.browserSecret,
    returnPath: old.returnPath,
    repeats: { authStateBase: old.authStateBase, tries: last?.tries ?? old.tries },
  });
}

function isGoingOn({ status }: typeof authorizations.$inferSelect): boolean {
  return status !== 'FAILED' && status !== 'EXPIRED';
}
