/**
 * Who is asking. Every verb takes an actor and checks it in its first line; a request without a session is a visitor.
 */
import type { ApiScope } from '@/db/schema/api-keys';
import type { Road } from '@/db/schema/evidence';
import type { StaffRole } from '@/db/schema/users';
import { assertNever } from '@/lib/kit/assert-never';
import type { Id } from '@/lib/kit/ids';

/** Where a request truly came from: the socket's address, or what a trusted proxy said. */
export interface Origin {
  readonly address: string | null;
  readonly userAgent: string | null;
}

export type Actor =
  | { readonly kind: 'visitor'; readonly origin: Origin }
  | {
      readonly kind: 'customer';
      readonly userId: Id<'usr'>;
      readonly customerId: Id<'cus'>;
      readonly sessionId: string;
      readonly name: string;
      readonly email: string;
      readonly origin: Origin;
    }
  | {
      readonly kind: 'staff';
      readonly userId: Id<'usr'>;
      readonly role: StaffRole;
      readonly sessionId: string;
      readonly name: string;
      readonly email: string;
      readonly origin: Origin;
    }
  /** A merchant's own system, over the REST API. */
  | {
      readonly kind: 'key';
      readonly keyId: Id<'key'>;
      readonly name: string;
      readonly scopes: readonly ApiScope[];
      readonly origin: Origin;
    }
  /** A customer who came by a link session: nobody signed in, and may do nothing but link a wallet. */
  | {
      readonly kind: 'linking';
      readonly linkSessionId: Id<'lks'>;
      readonly customerId: Id<'cus'>;
      readonly origin: Origin;
    }
  /** The worker, the notification door, the command line: `name` says which. */
  | { readonly kind: 'system'; readonly name: string };

/** Who it is in rows that remember who asked: the id of a user, a key or a link session, or the name of a process. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'system':
      return actor.name;
    case 'visitor':
      return 'visitor';
    case 'key':
      return actor.keyId;
    case 'linking':
      return actor.linkSessionId;
    case 'customer':
    case 'staff':
      return actor.userId;
    default:
      return assertNever(actor, 'actor');
  }
}

/** By which road an act came that nobody but this actor asked for. */
export function roadOf(actor: Actor): Road {
  switch (actor.kind) {
    case 'staff':
      return 'operator';
    case 'customer':
    case 'linking':
      return 'customer';
    case 'key':
      return 'api';
    case 'visitor':
    case 'system':
      return 'clock';
    default:
      return assertNever(actor, 'actor');
  }
}
