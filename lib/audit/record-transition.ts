/**
 * Writes down that a state moved, in the transaction that moved it. Everyone may write here; nobody changes a row.
 */
import type { Database } from '@/db/client';
import { transitions, type Road } from '@/db/schema/evidence';
import type { Context } from '@/lib/context';

export interface Transition {
  readonly noun:
    | 'authorization'
    | 'link_session'
    | 'wallet'
    | 'credential'
    | 'payment'
    | 'cancel'
    | 'refund'
    | 'notification'
    | 'case';
  readonly subjectId: string;
  /** Null at birth. */
  readonly from: string | null;
  readonly to: string;
  readonly road: Road;
  /** The exchange, notification or user that brought it. */
  readonly evidenceId?: string | null;
  /** A short reason or code; never a token, a code or a name. */
  readonly note?: string | null;
}

export async function recordTransition(tx: Database, ctx: Context, move: Transition): Promise<void> {
  await tx.insert(transitions).values({
    noun: move.noun,
    subjectId: move.subjectId,
    from: move.from,
    to: move.to,
    road: move.road,
    evidenceId: move.evidenceId ?? null,
    note: move.note ?? null,
    at: ctx.now(),
  });
}
