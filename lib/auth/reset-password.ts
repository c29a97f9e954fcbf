/**
 * Gives a user a new password, generated here and returned once, and ends all their sessions: for who has forgotten theirs,
 * and for an account that somebody else got into. Attempts counted against it are forgotten, so that the new one works at once.
 */
import { eq, sql } from 'drizzle-orm';
import { users } from '@/db/schema/users';
import { writeAudit } from '@/lib/audit/write-audit';
import type { AccountContext } from './account-context';
import { forgetAttempts } from './attempt-limit';
import { lockUserByEmail } from './find-user';
import { generatePassword, hashPassword } from './password';
import { requireRole } from './roles';
import { closeSessionsOf } from './session';

export interface PasswordReset {
  readonly password: string;
  /** The account is shut out and stays so. */
  readonly isDisabled: boolean;
}

/** @throws Refusal `sign_in_needed`, `not_allowed`, `not_found` */
export async function resetPassword(ctx: AccountContext, input: { readonly email: string }): Promise<PasswordReset> {
  requireRole(ctx, 'users.manage');
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const isDisabled = await ctx.db.transaction(async (tx) => {
    const user = await lockUserByEmail(tx, input.email);
    await tx
      .update(users)
      .set({ passwordHash, passwordChangedAt: sql`now()` })
      .where(eq(users.id, user.id));
    await closeSessionsOf(tx, user.id, 'password_changed');
    await forgetAttempts(tx, input.email.trim());
    await writeAudit(tx, ctx, { action: 'users.reset_password', subjectId: user.id });
    return user.disabledAt !== null;
  });
  return { password, isDisabled };
}
