/**
 * Who is asking. Every verb takes an actor and checks it in its first line; a request without a session is a visitor.
 */
import type { StaffRole } from '@/db/schema/users';
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
  /** The worker, the notification door, the command line: `name` says which. */
  | { readonly kind: 'system'; readonly name: string };

/** Who it is in rows that remember who asked: a user's id, or the name of a process. */
export function actorId(actor: Actor): string {
  if (actor.kind === 'system') return actor.name;
  return actor.kind === 'visitor' ? 'visitor' : actor.userId;
}
