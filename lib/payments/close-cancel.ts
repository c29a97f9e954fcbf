/** A payment that came to be cancelled takes its open cancel with it, whichever road told. */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import type { Road } from '@/db/schema/evidence';
import { cancels } from '@/db/schema/refunds';
import { recordTransition } from '@/lib/audit/record-transition';
import { closeCases } from '@/lib/cases/close-cases';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';

/** A cancel that was not known for long is known now. */
export function closeUnknownCancel(tx: Database, ctx: Context, cancelId: Id<'can'>, evidenceId: string | null) {
  const kinds = ['cancel_unknown_for_long'] as const;
  return closeCases(tx, ctx, { kinds, subjectId: cancelId, reason: 'answered', evidenceId });
}

export async function closeOpenCancel(
  tx: Database,
  ctx: Context,
  paymentId: Id<'pay'>,
  told: { readonly road: Road; readonly evidenceId: string | null },
): Promise<void> {
  const now = ctx.now();
  const closed = await tx
    .update(cancels)
    .set({ status: 'SUCCESS', resolvedAt: now, updatedAt: now })
    .where(and(eq(cancels.paymentId, paymentId), eq(cancels.status, 'INIT')))
    .returning({ id: cancels.id });
  if (closed.length === 0) return;
  await recordTransition(tx, ctx, { noun: 'cancel', subjectId: paymentId, from: 'INIT', to: 'SUCCESS', ...told });
  for (const { id } of closed) await closeUnknownCancel(tx, ctx, id, told.evidenceId);
}
