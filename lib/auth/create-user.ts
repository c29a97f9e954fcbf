/**
 * Makes a user of the staff, with a password that is generated here and returned once. Customers register themselves, but
 * may be made here too, for tests and for those who ask.
 */
import type { UserRole } from '@/db/schema/users';
import { writeAudit } from '@/lib/audit/write-audit';
import type { Id } from '@/lib/kit/ids';
import type { AccountContext } from './account-context';
import { insertUser } from './insert-user';
import { generatePassword, hashPassword } from './password';
import { requireRole } from './roles';

export interface CreateUserInput {
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  /** Only the demo's accounts have a known one. */
  readonly password?: string;
}

/** @throws Refusal `sign_in_needed`, `not_allowed`, `email_taken` */
export async function createUser(
  ctx: AccountContext,
  input: CreateUserInput,
): Promise<{ readonly userId: Id<'usr'>; readonly password: string }> {
  requireRole(ctx, 'users.manage');
  const password = input.password ?? generatePassword();
  const passwordHash = await hashPassword(password);
  const { email, name, role } = input;
  const userId = await ctx.db.transaction(async (tx) => {
    const made = await insertUser(tx, { email, name, role, passwordHash }, ctx.now());
    await writeAudit(tx, ctx, { action: 'users.create', subjectId: made.userId, detail: { role } });
    return made.userId;
  });
  return { userId, password };
}
