/**
 * "Is this you?": the answer of the person whose browser brought a code for an attempt begun elsewhere. Yes lets the
 * exchange go on for the customer who began; no throws the code away before any token exists.
 */
import { and, eq, isNotNull } from 'drizzle-orm';
import { addJob } from '@/db/queue';
import { authorizations } from '@/db/schema/wallets';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { moveAuthorization } from './move-authorization';

export interface Confirmation {
  readonly authorizationId: Id<'aut'>;
  /** Proof that this browser brought the code: the attempt's state, which only the return address holds. */
  readonly authState: string;
  readonly answer: 'yes' | 'no';
}

export async function confirmAuthorization(ctx: Context, input: Confirmation): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(authorizations)
      .set({ awaitingConfirmationSince: null })
      .where(
        and(
          eq(authorizations.id, input.authorizationId),
          eq(authorizations.authState, input.authState),
          eq(authorizations.status, 'STARTED'),
          isNotNull(authorizations.awaitingConfirmationSince),
        ),
      )
      .returning();
    if (!row) throw new Refusal('attempt_over');
    if (input.answer === 'no') {
      await moveAuthorization(tx, ctx, row.id, 'failed', { road: 'customer', failure: 'not_confirmed' });
      return;
    }
    await addJob(tx, 'complete_authorization', { authorizationId: row.id }, { key: `complete:${row.id}` });
  });
}
