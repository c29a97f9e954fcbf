/**
 * Sessions: begun at sign-in, looked up on every request, ended from any side at once.
 *
 * All times here are the database's own clock: a session is no business fact, so the demo clock does not move it, and
 * several web hosts agree. Knows no cookie and no HTTP.
 */
import { and, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { sessions, users, type SESSION_END_REASONS, type UserRole } from '@/db/schema/users';
import { newSecretText, type Id } from '@/lib/kit/ids';
import type { Actor, Origin } from './actor';

export type SessionEndReason = (typeof SESSION_END_REASONS)[number];

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
/** A shop that forgets its customers within a month is a nuisance; beyond it a forgotten device is a risk. */
export const CUSTOMER_SESSION_S = 30 * DAY_S;
export const CUSTOMER_IDLE_S = 14 * DAY_S;
/** One working day, and a lunch break away from the desk: staff see everybody's money. */
export const STAFF_SESSION_S = 12 * HOUR_S;
export const STAFF_IDLE_S = 2 * HOUR_S;
/** How fresh `seenAt` is kept: one write a minute per session instead of one per request. */
const SEEN_EVERY_S = 60;

export interface LiveSession {
  readonly sessionId: string;
  readonly userId: Id<'usr'>;
  readonly customerId: Id<'cus'> | null;
  readonly role: UserRole;
  readonly name: string;
  readonly email: string;
}

/** Begins a session under a new id. The old one of the same browser, if any, is the caller's to end. */
export async function startSession(
  tx: Database,
  user: { readonly id: Id<'usr'>; readonly role: UserRole },
  origin: Origin,
): Promise<string> {
  const sessionId = newSecretText();
  const lifeS = user.role === 'customer' ? CUSTOMER_SESSION_S : STAFF_SESSION_S;
  await tx.insert(sessions).values({
    id: sessionId,
    userId: user.id,
    startedAt: sql`now()`,
    seenAt: sql`now()`,
    expiresAt: sql`now() + make_interval(secs => ${lifeS}::double precision)`,
    address: origin.address,
    userAgent: origin.userAgent?.slice(0, 500) ?? null,
  });
  return sessionId;
}

/** The session and its user, if it may still be used: not ended, not too old, not idle too long, user not disabled. */
export async function readSession(db: Database, sessionId: string): Promise<LiveSession | null> {
  const idleS = sql`case when ${users.role} = 'customer' then ${CUSTOMER_IDLE_S}::double precision else ${STAFF_IDLE_S}::double precision end`;
  const [row] = await db
    .select({
      sessionId: sessions.id,
      userId: users.id,
      customerId: users.customerId,
      role: users.role,
      name: users.name,
      email: users.email,
      stale: sql<boolean>`${sessions.seenAt} < now() - make_interval(secs => ${SEEN_EVERY_S}::double precision)`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.id, sessionId),
        isNull(sessions.endedAt),
        isNull(users.disabledAt),
        gt(sessions.expiresAt, sql`now()`),
        gt(sessions.seenAt, sql`now() - make_interval(secs => ${idleS})`),
      ),
    );
  if (!row) return null;
  const { stale, ...session } = row;
  if (stale) await markSeen(db, sessionId);
  return session;
}

/** Ends one session. Ending an ended one changes nothing. */
export async function closeSession(tx: Database, sessionId: string, reason: SessionEndReason): Promise<void> {
  await tx
    .update(sessions)
    .set({ endedAt: sql`now()`, endReason: reason })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)));
}

/** Ends all sessions of a user, but for the one that asked, where there is one. */
export async function closeSessionsOf(
  tx: Database,
  userId: Id<'usr'>,
  reason: SessionEndReason,
  except: string | null = null,
): Promise<void> {
  await tx
    .update(sessions)
    .set({ endedAt: sql`now()`, endReason: reason })
    .where(
      and(eq(sessions.userId, userId), isNull(sessions.endedAt), except === null ? undefined : ne(sessions.id, except)),
    );
}

export function actorOfSession(session: LiveSession, origin: Origin): Actor {
  const { sessionId, userId, customerId, role, name, email } = session;
  if (role === 'customer') {
    if (customerId === null) throw new Error('a user with the role customer has no customer');
    return { kind: 'customer', userId, customerId, sessionId, name, email, origin };
  }
  return { kind: 'staff', userId, role, sessionId, name, email, origin };
}

async function markSeen(db: Database, sessionId: string): Promise<void> {
  await db
    .update(sessions)
    .set({ seenAt: sql`now()` })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)));
}
