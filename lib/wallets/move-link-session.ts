/**
 * Ends a link session by its state table. The row is locked for the moment, always after the attempt that decides it: whoever
 * holds a session and needs an attempt takes only one that nobody is at.
 */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import type { Road } from '@/db/schema/evidence';
import { linkSessions } from '@/db/schema/link-sessions';
import { recordTransition } from '@/lib/audit/record-transition';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import type { AuthorizationFailure } from './move-authorization';
import { linkSessionStates, type LinkSessionEvent } from './states';

/** Why a session ended without a wallet: as its last failed attempt did, or because nobody used it or went through with it. */
export type LinkSessionReason = AuthorizationFailure | 'not_used' | 'not_finished';

export interface LinkSessionMove {
  readonly road: Road;
  readonly walletId?: Id<'wal'>;
  readonly reason?: LinkSessionReason;
}

/** @returns whether this call moved it. Runs inside the caller's transaction. */
export async function moveLinkSession(
  tx: Database,
  ctx: Context,
  id: Id<'lks'>,
  event: LinkSessionEvent,
  move: LinkSessionMove,
): Promise<boolean> {
  const [row] = await tx
    .select({ status: linkSessions.status })
    .from(linkSessions)
    .where(eq(linkSessions.id, id))
    .for('update');
  const next = row && linkSessionStates.next(row.status, event);
  if (!row || !next) return false;
  await tx
    .update(linkSessions)
    .set({
      status: next,
      walletId: move.walletId ?? null,
      reason: move.reason ?? null,
      resolvedAt: ctx.now(),
    })
    .where(and(eq(linkSessions.id, id), eq(linkSessions.status, row.status)));
  await recordTransition(tx, ctx, {
    noun: 'link_session',
    subjectId: id,
    from: row.status,
    to: next,
    road: move.road,
    evidenceId: move.walletId ?? null,
    note: move.reason ?? null,
  });
  return true;
}
