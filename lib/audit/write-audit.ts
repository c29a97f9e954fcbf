/**
 * Writes one line of the audit log: who did what, on what, when, from where.
 *
 * It takes the transaction of the act itself, so that an act and its line live or die together. Knows no role and no noun.
 */
import type { Database } from '@/db/client';
import { auditLog } from '@/db/schema/audit';
import type { Actor } from '@/lib/auth/actor';
import { assertNever } from '@/lib/kit/assert-never';

export interface AuditEntry {
  /** What was done, as `users.change_role`. */
  readonly action: string;
  readonly subjectId: string | null;
  /** Facts that a reader needs; never a password, a token or a message's body. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

export async function writeAudit(
  tx: Database,
  ctx: { readonly actor: Actor; now(): Date },
  entry: AuditEntry,
): Promise<void> {
  await tx.insert(auditLog).values({
    at: ctx.now(),
    ...whoIs(ctx.actor),
    action: entry.action,
    subjectId: entry.subjectId,
    detail: { ...entry.detail },
  });
}

function whoIs(actor: Actor) {
  switch (actor.kind) {
    case 'staff':
      return { actorKind: actor.kind, actorId: actor.userId, actorRole: actor.role, ...actor.origin };
    case 'customer':
      return { actorKind: actor.kind, actorId: actor.userId, actorRole: 'customer', ...actor.origin };
    case 'visitor':
      return { actorKind: actor.kind, actorId: 'visitor', actorRole: null, ...actor.origin };
    case 'key':
      return { actorKind: actor.kind, actorId: actor.keyId, actorRole: null, ...actor.origin };
    case 'linking':
      return { actorKind: actor.kind, actorId: actor.linkSessionId, actorRole: null, ...actor.origin };
    case 'system':
      return { actorKind: actor.kind, actorId: actor.name, actorRole: null, address: null, userAgent: null };
    default:
      return assertNever(actor, 'actor');
  }
}
