/**
 * What is told of a link session: the whole truth to the merchant's system, and to a browser only what it has a right to.
 * The token in the address opens a session that nobody has used; afterwards only the cookie of the browser that consented does.
 */
import { and, desc, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { customers } from '@/db/schema/customers';
import { linkSessions, type LinkSessionStatus } from '@/db/schema/link-sessions';
import { authorizations, type AuthorizationStatus } from '@/db/schema/wallets';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { isId, type Id } from '@/lib/kit/ids';
import { hashBrowser, isSameBrowser } from './browser';
import { expireLinkSession } from './expire-link-session';
import type { LinkSessionReason } from './move-link-session';
import { returnAddress } from './return-address';
import { maskPerson } from './views';

export interface LinkSessionView {
  readonly id: Id<'lks'>;
  readonly status: LinkSessionStatus;
  readonly walletId: Id<'wal'> | null;
  /** Why it ended without a wallet. */
  readonly reason: LinkSessionReason | null;
}

type Session = typeof linkSessions.$inferSelect;

/** The truth, for the merchant's system. A session past its time is ended by being asked for. */
export async function readLinkSession(ctx: Context, id: string): Promise<LinkSessionView> {
  requireRole(ctx, 'link_sessions.read');
  if (!isId('lks', id)) throw new Refusal('not_found');
  const session = await upToDate(ctx, await findSession(ctx.db, id));
  if (!session) throw new Refusal('not_found');
  const { status, walletId, reason } = session;
  return { id, status, walletId, reason: reason as LinkSessionReason | null };
}

/** What the pages of a session know of it, in a browser that may see them. */
export interface LinkVisit {
  readonly id: Id<'lks'>;
  readonly status: LinkSessionStatus;
  /** Whether another try may begin. */
  readonly open: boolean;
  readonly reason: LinkSessionReason | null;
  /** The one wallet that may be linked; null: the customer chooses. */
  readonly brand: Brand | null;
  /** Back to the shop, naming the session. */
  readonly back: string;
  /** The shop as a person knows it: its host. */
  readonly shop: string;
  /** The newest attempt of this browser. */
  readonly attemptId: Id<'aut'> | null;
  /** Whose wallet it will be, with most of it hidden: who was sent somebody else's link should see it. */
  readonly person: string;
}

export type LinkVisited =
  | { readonly kind: 'welcome'; readonly visit: LinkVisit }
  /** Another browser has used it. */
  | { readonly kind: 'used' }
  | { readonly kind: 'unknown' };

/** @param key the token of the address, or the session's id, which opens nothing without the cookie */
export async function visitLinkSession(ctx: Context, key: string, linkSecret: string | null): Promise<LinkVisited> {
  const session = await upToDate(ctx, await findSession(ctx.db, key));
  if (!session) return { kind: 'unknown' };
  const isMine = session.browserHash !== null && isSameBrowser(session.browserHash, linkSecret);
  const isFresh = session.browserHash === null && !isId('lks', key);
  if (!isMine && !isFresh) return { kind: 'used' };
  const [latest] = await ctx.db
    .select({ id: authorizations.id })
    .from(authorizations)
    .where(eq(authorizations.linkSessionId, session.id))
    .orderBy(desc(authorizations.id))
    .limit(1);
  const [customer] = await ctx.db
    .select({ email: customers.email, name: customers.name })
    .from(customers)
    .where(eq(customers.id, session.customerId));
  const person = maskPerson(customer ?? { email: null, name: null }, ctx.settings.merchantName);
  return { kind: 'welcome', visit: { ...visitOf(ctx, session), attemptId: latest?.id ?? null, person } };
}

export interface Linker {
  readonly linkSessionId: Id<'lks'>;
  readonly customerId: Id<'cus'>;
}

/**
 * Who acts at a session's doors. With the token nothing is said of the browser yet: the verbs that use a link up look at it
 * while they hold the session.
 */
export async function findLinker(db: Database, key: string, linkSecret: string | null): Promise<Linker | null> {
  const session = await findSession(db, key);
  if (!session) return null;
  const mayAct = !isId('lks', key) || isSameBrowser(session.browserHash ?? '', linkSecret);
  return mayAct ? { linkSessionId: session.id, customerId: session.customerId } : null;
}

/** The same at the doors of an attempt, which has no token. */
export async function findLinkerOfAttempt(
  db: Database,
  id: Id<'aut'>,
  linkSecret: string | null,
): Promise<Linker | null> {
  const [row] = await db
    .select({ session: linkSessions })
    .from(authorizations)
    .innerJoin(linkSessions, eq(linkSessions.id, authorizations.linkSessionId))
    .where(eq(authorizations.id, id));
  if (!row || !isSameBrowser(row.session.browserHash ?? '', linkSecret)) return null;
  return { linkSessionId: row.session.id, customerId: row.session.customerId };
}

export interface LinkReturn {
  readonly status: AuthorizationStatus;
  readonly back: string;
}

/** Where the browser goes on that came back from the wallet; null when the attempt began without a link session. */
export async function readLinkReturn(db: Database, id: Id<'aut'>): Promise<LinkReturn | null> {
  const [row] = await db
    .select({ id: linkSessions.id, returnUrl: linkSessions.returnUrl, status: authorizations.status })
    .from(authorizations)
    .innerJoin(linkSessions, eq(linkSessions.id, authorizations.linkSessionId))
    .where(and(eq(authorizations.id, id)));
  return row ? { status: row.status, back: returnAddress(row.returnUrl, row.id) } : null;
}

async function findSession(db: Database, key: string): Promise<Session | undefined> {
  const isKey = isId('lks', key) ? eq(linkSessions.id, key) : eq(linkSessions.tokenHash, hashBrowser(key));
  const [session] = await db.select().from(linkSessions).where(isKey);
  return session;
}

async function upToDate(ctx: Context, session: Session | undefined): Promise<Session | undefined> {
  if (!session || session.status !== 'OPEN' || session.expiresAt > ctx.now()) return session;
  await expireLinkSession(ctx, session.id);
  return findSession(ctx.db, session.id);
}

function visitOf(ctx: Context, session: Session): Omit<LinkVisit, 'attemptId' | 'person'> {
  const { id, status, brand, returnUrl } = session;
  return {
    id,
    status,
    open: status === 'OPEN' && session.expiresAt > ctx.now(),
    reason: session.reason as LinkSessionReason | null,
    brand: brand !== null && isBrand(brand) ? brand : null,
    back: returnAddress(returnUrl, id),
    shop: new URL(returnUrl).host,
  };
}
