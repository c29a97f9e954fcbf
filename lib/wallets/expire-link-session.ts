/**
 * Ends a link session whose time is over. It fails as its last failed attempt did; where none failed, it expires. While an
 * attempt is still under way it stays open: that attempt's end is the session's.
 */
import { and, desc, eq, lte } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { linkSessions } from '@/db/schema/link-sessions';
import { authorizations } from '@/db/schema/wallets';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { moveLinkSession, type LinkSessionReason } from './move-link-session';

/** An attempt past its own time is being exchanged, or about to be ended; then it is looked at again after this. */
const LOOK_AGAIN_MS = 60_000;
/** Of one sweep; the next one finds the rest. */
const FOUND_MAX = 500;

/** @returns whether it has ended, now or before */
export async function expireLinkSession(ctx: Context, linkSessionId: Id<'lks'>): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const [session] = await tx.select().from(linkSessions).where(eq(linkSessions.id, linkSessionId)).for('update');
    if (!session || session.status !== 'OPEN') return true;
    const key = `expire_link:${session.id}`;
    if (session.expiresAt > ctx.now()) {
      await addJob(tx, 'expire_link_session', { linkSessionId }, { runAt: session.expiresAt, key });
      return false;
    }
    const end = await endOf(tx, session.id);
    if ('walletId' in end) {
      await moveLinkSession(tx, ctx, session.id, 'linked', { road: 'clock', walletId: end.walletId });
      return true;
    }
    if ('openUntil' in end) {
      const soon = ctx.now().getTime() + LOOK_AGAIN_MS;
      const runAt = new Date(Math.max(end.openUntil.getTime(), soon));
      await addJob(tx, 'expire_link_session', { linkSessionId }, { runAt, key });
      return false;
    }
    await moveLinkSession(tx, ctx, session.id, end.failed ? 'time_over_failed' : 'time_over', {
      road: 'clock',
      reason: end.reason,
    });
    return true;
  });
}

type End =
  | { readonly openUntil: Date }
  | { readonly walletId: Id<'wal'> }
  | { readonly failed: boolean; readonly reason: LinkSessionReason };

/** No attempt is begun meanwhile: that, too, would hold the session. */
async function endOf(tx: Database, id: Id<'lks'>): Promise<End> {
  const attempts = await tx
    .select({
      status: authorizations.status,
      failure: authorizations.failure,
      expiresAt: authorizations.expiresAt,
      walletId: authorizations.walletId,
    })
    .from(authorizations)
    .where(eq(authorizations.linkSessionId, id))
    .orderBy(desc(authorizations.id));
  // Whoever completes an attempt ends its session; a process of a release before sessions completed this one and did not know.
  const linked = attempts.find(({ status, walletId }) => status === 'COMPLETED' && walletId !== null);
  if (linked?.walletId) return { walletId: linked.walletId };
  const open = attempts.find(({ status }) => status === 'STARTED' || status === 'EXCHANGING');
  if (open) return { openUntil: open.expiresAt };
  const failed = attempts.find(({ status }) => status === 'FAILED');
  if (failed) return { failed: true, reason: failed.failure as LinkSessionReason };
  return { failed: false, reason: attempts.length === 0 ? 'not_used' : 'not_finished' };
}

/**
 * Finds open sessions past their time and ends them: for the sweep, should a job have been lost.
 *
 * @returns how many ended
 */
export async function expireLinkSessions(ctx: Context): Promise<number> {
  const overdue = await ctx.db
    .select({ id: linkSessions.id })
    .from(linkSessions)
    .where(and(eq(linkSessions.status, 'OPEN'), lte(linkSessions.expiresAt, ctx.now())))
    .orderBy(linkSessions.expiresAt)
    .limit(FOUND_MAX);
  let ended = 0;
  for (const { id } of overdue) if (await expireLinkSession(ctx, id)) ended += 1;
  return ended;
}
