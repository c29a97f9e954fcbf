/**
 * Changes the asking person's own password and ends all their other sessions. The current password is asked again and
 * its attempts are counted like those of a sign-in.
 */
import { eq, sql } from 'drizzle-orm';
import { users } from '@/db/schema/users';
import { writeAudit } from '@/lib/audit/write-audit';
import { Refusal } from '@/lib/kit/errors';
import type { AccountContext } from './account-context';
import { accountKey, addressKey, giveBackAttempt, takeAttempt } from './attempt-limit';
import type { ChangePasswordInput } from './input';
import { hashPassword, verifyPassword } from './password';
import { requireRole } from './roles';
import { closeSessionsOf } from './session';

/** @throws Refusal `sign_in_needed`, `not_allowed`, `too_many_attempts`, `wrong_password` */
export async function changePassword(ctx: AccountContext, input: ChangePasswordInput): Promise<void> {
  const actor = requireRole(ctx, 'account.change_password');
  if (actor.kind !== 'customer' && actor.kind !== 'staff') throw new Refusal('not_allowed');
  const account = accountKey(actor.email);
  const address = addressKey(actor.origin.address);
  await takeAttempt(ctx.db, [account, address]);
  const [user] = await ctx.db
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, actor.userId));
  if (!user || !(await verifyPassword(user.passwordHash, input.currentPassword))) throw new Refusal('wrong_password');
  const passwordHash = await hashPassword(input.newPassword);
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(users)
      .set({ passwordHash, passwordChangedAt: sql`now()` })
      .where(eq(users.id, actor.userId));
    await closeSessionsOf(tx, actor.userId, 'password_changed', actor.sessionId);
    if (actor.kind === 'staff')
      await writeAudit(tx, ctx, { action: 'account.change_password', subjectId: actor.userId });
  });
  await giveBackAttempt(ctx.db, account, address);
}
