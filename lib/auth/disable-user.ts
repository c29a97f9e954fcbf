/**
 * Shuts a user out, and lets one in again. Shutting out ends every session at once; the account and its history stay.
 */
import { eq, sql } from 'drizzle-orm';
import { users } from '@/db/schema/users';
import { writeAudit } from '@/lib/audit/write-audit';
import type { AccountContext } from './account-context';
import { lockUserByEmail } from './find-user';
import { requireRole } from './roles';
import { closeSessionsOf } from './session';

/** @throws Refusal `sign_in_needed`, `not_allowed`, `not_found` */
export async function disableUser(ctx: AccountContext, input: { readonly email: string }): Promise<void> {
  requireRole(ctx, 'users.manage');
  await ctx.db.transaction(async (tx) => {
    const user = await lockUserByEmail(tx, input.email);
    if (user.disabledAt !== null) return;
    await tx
      .update(users)
      .set({ disabledAt: sql`now()` })
      .where(eq(users.id, user.id));
    await closeSessionsOf(tx, user.id, 'disabled');
    await writeAudit(tx, ctx, { action: 'users.disable', subjectId: user.id });
  });
}

/** @throws Refusal `sign_in_needed`, `not_allowed`, `not_found` */
export async function enableUser(ctx: AccountContext, input: { readonly email: string }): Promise<void> {
  requireRole(ctx, 'users.manage');
  await ctx.db.transaction(async (tx) => {
    const user = await lockUserByEmail(tx, input.email);
    if (user.disabledAt === null) return;
    await tx.update(users).set({ disabledAt: null }).where(eq(users.id, user.id));
    await writeAudit(tx, ctx, { action: 'users.enable', subjectId: user.id });
  });
}
