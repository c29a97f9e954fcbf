/** The one door through which a cancel ends: by its own answer, or with its payment, whichever road told of that. */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import type { Road } from '@/db/schema/evidence';
import { cancels } from '@/db/schema/refunds';
import { recordTransition } from '@/lib/audit/record-transition';
import { closeCases } from '@/lib/cases/close-cases';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { cancelStates, type CancelEvent } from './states';

export type Cancel = typeof cancels.$inferSelect;

interface Told {
  readonly road: Road;
  readonly evidenceId: string | null;
  /** Why Alipay refused. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/** The caller holds the payment's lock. */
export async function moveCancel(
  tx: Database,
  ctx: Context,
  cancel: Cancel,
  event: CancelEvent,
  { road, evidenceId, failure }: Told,
): Promise<void> {
  const next = cancelStates.next(cancel.status, event);
  if (!next) return;
  const now = ctx.now();
  const why = { failureCode: failure?.code ?? null, failureMessage: failure?.message ?? null };
  const moved = await tx
    .update(cancels)
    .set({ status: next, ...why, resolvedAt: now, updatedAt: now })
    .where(and(eq(cancels.id, cancel.id), eq(cancels.status, cancel.status)))
    .returning({ id: cancels.id });
  if (moved.length === 0) return;
  await recordTransition(tx, ctx, {
    noun: 'cancel',
    subjectId: cancel.paymentId,
    from: cancel.status,
    to: next,
    road,
    evidenceId,
    note: failure?.code ?? null,
  });
  // One that was not known for long is known now.
  const kinds = ['cancel_unknown_for_long'] as const;
  await closeCases(tx, ctx, { kinds, subjectId: cancel.id, reason: 'answered', evidenceId });
}

/** A payment that came to be cancelled takes its open cancel with it. */
export async function closeOpenCancel(tx: Database, ctx: Context, paymentId: Id<'pay'>, told: Told): Promise<void> {
  const ofPayment = await tx.select().from(cancels).where(eq(cancels.paymentId, paymentId));
  for (const cancel of ofPayment) await moveCancel(tx, ctx, cancel, 'cancelled', told);
}
