/**
 * Who sent a request: the session cookie looked up, and where it came from. Used by doors and pages alike.
 */
import type { Actor, Origin } from '@/lib/auth/actor';
import { openSessionCookie, sessionCookieName } from '@/lib/auth/session-cookie';
import { actorOfSession, readSession } from '@/lib/auth/session';
import { readApiKey } from '@/lib/auth/read-api-key';
import type { KeyActor } from '@/lib/auth/roles';
import { Refusal } from '@/lib/kit/errors';
import type { Runtime } from '@/lib/runtime';
import { ADDRESS_HEADER } from './address';
import { readBearer } from './bearer';
import { readCookie } from './cookies';

/** Longer ones say nothing more and would only fill the tables they are kept in. */
const USER_AGENT_LENGTH_MAX = 500;

export function originOf(headers: Headers): Origin {
  const userAgent = headers.get('user-agent')?.slice(0, USER_AGENT_LENGTH_MAX) ?? null;
  return { address: headers.get(ADDRESS_HEADER), userAgent };
}

/** @throws Refusal `key_missing`, `key_unknown`, `key_expired`, `key_revoked` */
export async function keyActorOf(runtime: Runtime, headers: Headers): Promise<KeyActor> {
  const text = readBearer(headers);
  if (text === null) throw new Refusal('key_missing');
  return { kind: 'key', ...(await readApiKey(runtime.db, text)), origin: originOf(headers) };
}

/** A visitor when there is no cookie, or its session has ended. */
export async function actorOf(runtime: Runtime, headers: Headers): Promise<Actor> {
  const origin = originOf(headers);
  const cookie = readCookie(headers.get('cookie'), sessionCookieName(runtime.env.appUrl.protocol === 'https:'));
  // Real time on purpose: sessions are no business fact.
  const sessionId = openSessionCookie(cookie, runtime.env.authSecret.reveal(), Date.now());
  const session = sessionId === null ? null : await readSession(runtime.db, sessionId);
  return session ? actorOfSession(session, origin) : { kind: 'visitor', origin };
}
