/**
 * Changes the role of a member of staff. Their sessions end at once, so that nothing begun under the old role goes on.
 * A customer does not become staff, nor the other way round: the one is debited, the other sees everybody's money.
 */
import { eq } from 'drizzle-orm';
import { users, type StaffRole } from '@/db/schema/users';
import { writeAudit } from '@/lib/audit/write-audit';
import { Refusal } from '@/lib/kit/errors';
import type { AccountContext } from './account-context';
import { lockUserByEmail } from './find-user';
import { requireRole } from './roles';
import { closeSessionsOf } from './session';

/** @throws Refusal `sign_in_needed`, `not_allowed`, `not_found`, `invalid_input` */
export async function changeRole(
  ctx: AccountContext,
  input: { readonly email: string; readonly role: StaffRole },
): Promise<void> {
  requireRole(ctx, 'users.manage');
  await ctx.db.transaction(async (tx) => {
    const user = await lockUserByEmail(tx, input.email);
    if (user.role === 'customer')
      throw new Refusal('invalid_input', { role: 'A customer has no role among the staff.' });
    if (user.role === input.role) return;
    await tx.update(users).set({ role: input.role }).where(eq(users.id, user.id));
    await closeSessionsOf(tx, user.id, 'role_changed');
    const detail = { from: user.role, to: input.role };
    await writeAudit(tx, ctx, { action: 'users.change_role', subjectId: user.id, detail });
  });
}
