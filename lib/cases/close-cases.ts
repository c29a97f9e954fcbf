/**
 * Closes cases: by themselves, when what they asked for has come about, or by a person who decides and says why.
 */
import { and, eq, inArray, type SQL } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { cases, type CaseKind } from '@/db/schema/cases';
import type { Road } from '@/db/schema/evidence';
import { recordTransition } from '@/lib/audit/record-transition';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId } from '@/lib/auth/actor';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { caseStates } from './states';

interface Closing {
  readonly kinds: readonly CaseKind[];
  readonly subjectId: string;
  /** What came about. */
  readonly reason: string;
  readonly evidenceId: string | null;
}

/** Runs in the transaction of the fact that ends the question. */
export async function closeCases(tx: Database, ctx: Context, closing: Closing): Promise<void> {
  const { kinds, subjectId, reason, evidenceId } = closing;
  const which = and(inArray(cases.kind, [...kinds]), eq(cases.subjectId, subjectId), eq(cases.status, 'OPEN'));
  await moveCases(tx, ctx, which, { reason, road: 'clock', evidenceId, note: reason });
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
    const { caseId, reason } = input;
    const decided = { reason, road: 'operator', evidenceId: actorId(ctx.actor) } as const;
    const [found] = await moveCases(tx, ctx, eq(cases.id, caseId), decided);
    if (!found) throw new Refusal('not_found');
    if (caseStates.isFinal(found.status)) throw new Refusal('case_closed');
    const detail = { kind: found.kind, order: found.orderId, reason };
    await writeAudit(tx, ctx, { action: 'cases.close', subjectId: found.id, detail });
  });
}

interface Decision {
  readonly reason: string;
  readonly road: Road;
  readonly evidenceId: string | null;
  readonly note?: string;
}

/** @returns what was found, as it was before */
async function moveCases(tx: Database, ctx: Context, which: SQL | undefined, decision: Decision) {
  const { reason, ...told } = decision;
  const found = await tx.select().from(cases).where(which).for('update');
  for (const { id, status } of found) {
    const next = caseStates.next(status, 'decided');
    if (!next) continue;
    await tx
      .update(cases)
      .set({ status: next, closedAt: ctx.now(), closedBy: actorId(ctx.actor), closeReason: reason })
      .where(eq(cases.id, id));
    await recordTransition(tx, ctx, { noun: 'case', subjectId: id, from: status, to: next, ...told });
  }
  return found;
}
