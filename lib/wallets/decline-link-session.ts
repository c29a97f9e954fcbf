/**
 * "Not now": the customer gives the whole session up, and the shop learns so. It uses the link up as a consent does.
 */
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { hashBrowser } from './browser';
import { endOpenAttempts, lockOpenSession, tieToBrowser } from './claim-link-session';
import { moveLinkSession } from './move-link-session';

export type LinkSessionDeclined =
  | { readonly kind: 'given_up' }
  /** The wallet has answered already; how that ends is how the session ends. */
  | { readonly kind: 'being_checked'; readonly authorizationId: Id<'aut'> };

/** @throws Refusal `link_session_over` */
export async function declineLinkSession(
  ctx: Context,
  input: { readonly browserSecret: string },
): Promise<LinkSessionDeclined> {
  const { actor } = ctx;
  if (actor.kind !== 'linking') throw new Refusal('not_allowed');
  const browserHash = hashBrowser(input.browserSecret);
  return ctx.db.transaction(async (tx) => {
    const session = await lockOpenSession(tx, ctx, actor.linkSessionId, browserHash);
    const underWay = await endOpenAttempts(tx, ctx, session.id);
    if (underWay) return { kind: 'being_checked', authorizationId: underWay };
    await tieToBrowser(tx, ctx, session, browserHash);
    await moveLinkSession(tx, ctx, session.id, 'gave_up', { road: 'customer', reason: 'refused' });
    return { kind: 'given_up' };
  });
}
