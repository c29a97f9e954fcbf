/**
 * Signs the asking person out: the session ends for every copy of its cookie. Without a session there is nothing to do.
 */
import { writeAudit } from '@/lib/audit/write-audit';
import type { AccountContext } from './account-context';
import { closeSession } from './session';

export async function endSession(ctx: AccountContext): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'customer' && actor.kind !== 'staff') return;
  await ctx.db.transaction(async (tx) => {
    await closeSession(tx, actor.sessionId, 'signed_out');
    if (actor.kind === 'staff') await writeAudit(tx, ctx, { action: 'account.sign_out', subjectId: actor.userId });
  });
}
