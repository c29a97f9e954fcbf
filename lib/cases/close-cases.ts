/**
 * Closes cases: by themselves, when what they asked for has come about, or by a person who decides and says why.
 */
import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { cases, type CaseKind } from '@/db/schema/cases';
import { recordTransition } from '@/lib/audit/record-transition';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId } from '@/lib/auth/actor';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';

interface Closing {
  readonly kinds: readonly CaseKind[];
  readonly subjectId: string;
  /** What came about. */
  readonly reason: string;
  readonly evidenceId: string | null;
}

/** Runs in the transaction of the fact that ends the question. */
export async function closeCases(tx: Database, ctx: Context, closing: Closing): Promise<void> {
  const closed = await tx
    .update(cases)
    .set({ status: 'CLOSED', closedAt: ctx.now(), closedBy: actorId(ctx.actor), closeReason: closing.reason })
    .where(
      and(inArray(cases.kind, [...closing.kinds]), eq(cases.subjectId, closing.subjectId), eq(cases.status, 'OPEN')),
    )
    .returning({ id: cases.id });
  for (const { id } of closed) {
    await recordTransition(tx, ctx, {
      noun: 'case',
      subjectId: id,
      from: 'OPEN',
      to: 'CLOSED',
      road: 'clock',
      evidenceId: closing.evidenceId,
      note: closing.reason,
    });
  }
}

/**
 * A person decides that nothing more is to be done.
 *
 * @throws Refusal `not_allowed`, `not_found`, `case_closed`
 */
export async function closeCase(
  ctx: Context,
  input: { readonly caseId: Id<'cas'>; readonly reason: string },
): Promise<void> {
  requireRole(ctx, 'cases.decide');
  await ctx.db.transaction(async (tx) => {
    const [found] = await tx.select().from(cases).where(eq(cases.id, input.caseId)).for('update');
    if (!found) throw new Refusal('not_found');
    if (found.status === 'CLOSED') throw new Refusal('case_closed');
    const by = actorId(ctx.actor);
    await tx
      .update(cases)
      .set({ status: 'CLOSED', closedAt: ctx.now(), closedBy: by, closeReason: input.reason })
      .where(eq(cases.id, found.id));
    await recordTransition(tx, ctx, {
      noun: 'case',
      subjectId: found.id,
      from: 'OPEN',
      to: 'CLOSED',
      road: 'operator',
      evidenceId: by,
    });
    const detail = { kind: found.kind, order: found.orderId, reason: input.reason };
    await writeAudit(tx, ctx, { action: 'cases.close', subjectId: found.id, detail });
  });
}
