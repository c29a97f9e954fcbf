/**
 * Begins again what ended without a wallet: a new authState under the old one's base, for the same customer.
 */
import { and, desc, eq } from 'drizzle-orm';
import { authorizations } from '@/db/schema/wallets';
import { requireLinker } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { isOwnAttempt } from './own-attempt';
import { startAuthorization, type StartAuthorization } from './start-authorization';

export type RetryAuthorization = Pick<StartAuthorization, 'terminal' | 'browserSecret'> & {
  readonly authorizationId: Id<'aut'>;
};

/** @returns the attempt to look at: a new one, or the old one while it is still going on. */
export async function retryAuthorization(ctx: Context, input: RetryAuthorization): Promise<Id<'aut'>> {
  const linker = requireLinker(ctx);
  const [old] = await ctx.db
    .select()
    .from(authorizations)
    .where(and(eq(authorizations.id, input.authorizationId), isOwnAttempt(linker)));
  if (!old) throw new Refusal('not_found');
  if (old.status !== 'FAILED' && old.status !== 'EXPIRED') return old.id;
  const [latest] = await ctx.db
    .select({ tries: authorizations.tries })
    .from(authorizations)
    .where(eq(authorizations.authStateBase, old.authStateBase))
    .orderBy(desc(authorizations.tries))
    .limit(1);
  return startAuthorization(ctx, {
    brand: old.brand,
    terminal: input.terminal,
    browserSecret: input.browserSecret,
    returnPath: old.returnPath,
    repeats: { authStateBase: old.authStateBase, tries: latest?.tries ?? old.tries },
  });
}
