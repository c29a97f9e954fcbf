/** A payment that was not known for long is known now: whoever was asked to look at it need not any more. */
import type { Database } from '@/db/client';
import { closeCases } from '@/lib/cases/close-cases';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';

/** Runs in the transaction of the final word. */
export function closeUnknown(tx: Database, ctx: Context, paymentId: Id<'pay'>, evidenceId: string | null) {
  const kinds = ['unknown_for_long', 'unsent_for_long'] as const;
  return closeCases(tx, ctx, { kinds, subjectId: paymentId, reason: 'answered', evidenceId });
}
