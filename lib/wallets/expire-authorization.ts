/**
 * Ends an attempt that nobody finished. It says so by itself; nothing was linked.
 */
import { eq } from 'drizzle-orm';
import { addJob } from '@/db/queue';
import { authorizations } from '@/db/schema/wallets';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { moveAuthorization } from './move-authorization';

export async function expireAuthorization(ctx: Context, authorizationId: Id<'aut'>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.select().from(authorizations).where(eq(authorizations.id, authorizationId)).for('update');
    if (!row || row.status !== 'STARTED') return;
    if (row.expiresAt > ctx.now()) {
      await addJob(tx, 'expire_authorization', { authorizationId }, { runAt: row.expiresAt, key: `expire:${row.id}` });
      return;
    }
    if (row.authCodeSealed && !row.awaitingConfirmationSince) {
      // The customer agreed in time; only nobody was there to exchange the code.
      await addJob(tx, 'complete_authorization', { authorizationId }, { key: `complete:${row.id}` });
      return;
    }
    // A code that is kept but was never confirmed in the browser that brought it ends with the attempt.
    await moveAuthorization(tx, ctx, authorizationId, 'expired', { road: 'clock' });
  });
}
