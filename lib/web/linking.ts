/**
 * Who acts at the doors and pages of a link session: the customer it was made for, in the browser that consented. The session
 * cookie of whoever is signed in there is not read.
 */
import type { LinkingActor } from '@/lib/auth/roles';
import { Refusal } from '@/lib/kit/errors';
import { isId } from '@/lib/kit/ids';
import type { Runtime } from '@/lib/runtime';
import { findLinker, findLinkerOfAttempt, type Linker } from '@/lib/wallets/link-views';
import { linkSecretOf } from './link-cookies';
import { originOf } from './visitor';

/** A token is 43 letters, an id 30; whatever else stands in the address is not looked up. */
const KEY_FORM = /^[A-Za-z0-9_-]{30,43}$/;

export function isLinkKey(text: string): boolean {
  return KEY_FORM.test(text);
}

/**
 * @param params what stands in the path: `key`, a session's token or id, or `id`, an attempt of one
 * @throws Refusal `link_session_over` where there is no session, or none of this browser's
 */
export async function linkingActorOf(
  runtime: Runtime,
  headers: Headers,
  params: Readonly<Record<string, string | string[] | undefined>>,
): Promise<LinkingActor> {
  const linker = await linkerOf(runtime, linkSecretOf(headers, runtime.settings.appUrl), params);
  if (!linker) throw new Refusal('link_session_over');
  return { kind: 'linking', ...linker, origin: originOf(headers) };
}

async function linkerOf(
  { db }: Runtime,
  secret: string | null,
  { key, id }: Readonly<Record<string, string | string[] | undefined>>,
): Promise<Linker | null> {
  if (isId('aut', id)) return findLinkerOfAttempt(db, id, secret);
  return typeof key === 'string' && isLinkKey(key) ? findLinker(db, key, secret) : null;
}
