/**
 * The part of the Context that accounts need. The admin command has no gateway and no keys of Alipay, and must not need
 * them to make a user.
 */
import type { Context } from '@/lib/context';
import type { Actor, Origin } from './actor';

export type AccountContext = Pick<Context, 'db' | 'actor' | 'now'>;

/** Where an actor asks from; a process of ours asks from nowhere. */
export function originOfActor(actor: Actor): Origin {
  return actor.kind === 'system' ? { address: null, userAgent: null } : actor.origin;
}
