/**
 * The consent that uses a link up: the first one ties the session to its browser, the others find it taken. Runs in the
 * transaction that begins the attempt, so that a link is never used without one.
 */
import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { linkSessions } from '@/db/schema/link-sessions';
import { authorizations } from '@/db/schema/wallets';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { moveAuthorization } from './move-authorization';

export type LinkSession = typeof linkSessions.$inferSelect;

export interface Consent {
  readonly brand: string;
  readonly browserHash: string;
  readonly authState: string;
}

/**
 * One session links one wallet, so at most one attempt of it is open: an older one that nobody has approved yet ends here.
 *
 * @returns the attempt to look at instead: of two clicks on "try again" the first one's, or one that is being checked right
 *   now and can only be waited for
 * @throws Refusal `link_session_over`, `wallet_not_offered`
 */
export async function claimLinkSession(
  tx: Database,
  ctx: Context,
  id: Id<'lks'>,
  consent: Consent,
): Promise<Id<'aut'> | null> {
  const session = await lockOpenSession(tx, ctx, id, consent.browserHash);
  if (session.brand !== null && session.brand !== consent.brand) throw new Refusal('wallet_not_offered');
  const [same] = await tx
    .select({ id: authorizations.id })
    .from(authorizations)
    .where(and(eq(authorizations.authState, consent.authState), eq(authorizations.linkSessionId, id)));
  const standing = same?.id ?? (await endOpenAttempts(tx, ctx, id));
  if (standing === null) await tieToBrowser(tx, ctx, session, consent.browserHash);
  return standing;
}

/** @throws Refusal `link_session_over` unless it is open, in time, and this browser's or nobody's */
export async function lockOpenSession(
  tx: Database,
  ctx: Context,
  id: Id<'lks'>,
  browserHash: string,
): Promise<LinkSession> {
  const [session] = await tx.select().from(linkSessions).where(eq(linkSessions.id, id)).for('update');
  const isMine = session && (session.browserHash === null || session.browserHash === browserHash);
  if (!isMine || session.status !== 'OPEN' || session.expiresAt <= ctx.now()) throw new Refusal('link_session_over');
  return session;
}

export async function tieToBrowser(
  tx: Database,
  ctx: Context,
  session: LinkSession,
  browserHash: string,
): Promise<void> {
  if (session.browserHash !== null) return;
  await tx.update(linkSessions).set({ browserHash, consentedAt: ctx.now() }).where(eq(linkSessions.id, session.id));
}

/**
 * Ends the session's attempts that wait for the wallet. One whose code has come, or that somebody is at this very moment,
 * is left: a transaction that holds an attempt may be waiting for the session, which is held here.
 *
 * @returns the attempt that was left
 */
export async function endOpenAttempts(tx: Database, ctx: Context, id: Id<'lks'>): Promise<Id<'aut'> | null> {
  const isOpen = and(eq(authorizations.linkSessionId, id), inArray(authorizations.status, ['STARTED', 'EXCHANGING']));
  const open = await tx.select({ id: authorizations.id }).from(authorizations).where(isOpen);
  if (open.length === 0) return null;
  const free = await tx
    .select({ id: authorizations.id, status: authorizations.status, code: authorizations.codeIndex })
    .from(authorizations)
    .where(isOpen)
    .for('update', { skipLocked: true });
  const waits = new Set(free.filter(({ status, code }) => status === 'STARTED' && code === null).map((row) => row.id));
  for (const attemptId of waits) await moveAuthorization(tx, ctx, attemptId, 'expired', { road: 'customer' });
  return open.find((attempt) => !waits.has(attempt.id))?.id ?? null;
}
