/**
 * Asks a member of staff for their own password once more, before an act that moves much money. A stolen session alone then
 * moves none of it. Attempts are counted like those of a sign-in.
 *
 * It runs before any transaction of the act: hashing takes a while, and a wrong attempt must stay counted.
 */
import { eq } from 'drizzle-orm';
import { users } from '@/db/schema/users';
import { Refusal } from '@/lib/kit/errors';
import type { AccountContext } from './account-context';
import { accountKey, addressKey, giveBackAttempt, takeAttempt } from './attempt-limit';
import { verifyPassword } from './password';

/** @throws Refusal `password_needed` when none is given, `wrong_password`, `too_many_attempts`, `not_allowed` for who has none */
export async function confirmPassword(ctx: AccountContext, password: string | undefined): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'staff') throw new Refusal('not_allowed');
  if (!password) throw new Refusal('password_needed', { password: 'Enter your password.' });
  const account = accountKey(actor.email);
  const address = addressKey(actor.origin.address);
  await takeAttempt(ctx.db, [account, address]);
  const [user] = await ctx.db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, actor.userId));
  if (!user || !(await verifyPassword(user.hash, password))) {
    throw new Refusal('wrong_password', { password: 'This is not your password.' });
  }
  await giveBackAttempt(ctx.db, account, address);
}
