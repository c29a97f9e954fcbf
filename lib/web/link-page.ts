/**
 * The Context for the pages of a link session. Whoever is signed in in the same browser is not looked up: the pages are the
 * customer's that the link was made for.
 */
import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import type { LinkingActor } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { isRefusal } from '@/lib/kit/errors';
import { visitLinkSession, type LinkVisit, type LinkVisited } from '@/lib/wallets/link-views';
import { linkSecretOf } from './link-cookies';
import { isLinkKey, linkingActorOf } from './linking';
import { webRuntime } from './runtime';
import { originOf } from './visitor';

/** @param key the token of the link, or the id of its session */
export const visitLink = cache(async (key: string): Promise<{ ctx: Context; visited: LinkVisited }> => {
  // Asked first, so that a build never tries to render a page ahead of its request.
  await cookies();
  const runtime = webRuntime();
  const sent = await headers();
  const ctx = runtime.contextFor({ kind: 'visitor', origin: originOf(sent) });
  if (!isLinkKey(key)) return { ctx, visited: { kind: 'unknown' } };
  return { ctx, visited: await visitLinkSession(ctx, key, linkSecretOf(sent, ctx.settings.appUrl)) };
});

export interface LinkAttemptVisit {
  readonly ctx: Context & { readonly actor: LinkingActor };
  readonly secret: string | null;
  readonly visit: LinkVisit;
}

/** Null in a browser that did not consent to the attempt's session. */
export const visitLinkAttempt = cache(async (id: string): Promise<LinkAttemptVisit | null> => {
  await cookies();
  const runtime = webRuntime();
  const sent = await headers();
  try {
    const actor = await linkingActorOf(runtime, sent, { id });
    const { visited } = await visitLink(actor.linkSessionId);
    if (visited.kind !== 'welcome') return null;
    const ctx = { ...runtime.contextFor(actor), actor };
    return { ctx, secret: linkSecretOf(sent, ctx.settings.appUrl), visit: visited.visit };
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
});
