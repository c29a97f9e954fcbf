/**
 * Moves an attempt by its state table, in one conditional statement: the loser of a race moves nothing. An attempt that is
 * completed ends the link session it was begun from, in the same transaction.
 */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import type { Road } from '@/db/schema/evidence';
import { authorizations } from '@/db/schema/wallets';
import { recordTransition } from '@/lib/audit/record-transition';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { moveLinkSession } from './move-link-session';
import { authorizationStates, type AuthorizationEvent } from './states';

/** Why an attempt ended without a wallet, for the customer's page. */
export const AUTHORIZATION_FAILURES = [
  'refused',
  'code_unusable',
  'not_verified',
  'wallet_unavailable',
  'answer_lost',
  'not_confirmed',
  'already_linked',
] as const;
export type AuthorizationFailure = (typeof AUTHORIZATION_FAILURES)[number];

export interface AuthorizationMove {
  readonly road: Road;
  readonly evidenceId?: string | null;
  readonly failure?: AuthorizationFailure;
  readonly gatewayCode?: string | null;
  readonly walletId?: Id<'wal'>;
}

/** @returns whether this call moved it. Runs inside the caller's transaction. */
export async function moveAuthorization(
  tx: Database,
  ctx: Context,
  id: Id<'aut'>,
  event: AuthorizationEvent,
  move: AuthorizationMove,
): Promise<boolean> {
  const [row] = await tx
    .select({ status: authorizations.status, linkSessionId: authorizations.linkSessionId })
    .from(authorizations)
    .where(eq(authorizations.id, id))
    .for('update');
  const next = row && authorizationStates.next(row.status, event);
  if (!row || !next) return false;
  const isFinal = authorizationStates.isFinal(next);
  await tx
    .update(authorizations)
    .set({
      status: next,
      failure: move.failure ?? null,
      gatewayCode: move.gatewayCode ?? null,
      walletId: move.walletId ?? null,
      // What is over keeps neither the code nor the address that would open it again.
      ...(isFinal && {
        resolvedAt: ctx.now(),
        authCodeSealed: null,
        addressSealed: null,
        awaitingConfirmationSince: null,
      }),
    })
    .where(and(eq(authorizations.id, id), eq(authorizations.status, row.status)));
  await recordTransition(tx, ctx, {
    noun: 'authorization',
    subjectId: id,
    from: row.status,
    to: next,
    road: move.road,
    evidenceId: move.evidenceId ?? null,
    note: move.failure ?? null,
  });
  if (next === 'COMPLETED' && row.linkSessionId && move.walletId) {
    await moveLinkSession(tx, ctx, row.linkSessionId, 'linked', { road: move.road, walletId: move.walletId });
  }
  return true;
}
