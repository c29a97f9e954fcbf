/**
 * Opens a case: what the books cannot decide and a person must. A second reason of the same kind for the same subject
 * joins the open one.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { cases, type CaseKind } from '@/db/schema/cases';
import { recordTransition } from '@/lib/audit/record-transition';
import type { Context } from '@/lib/context';
import { newId, type Id } from '@/lib/kit/ids';

export interface NewCase {
  readonly kind: CaseKind;
  readonly subjectId: string;
  readonly orderId: Id<'ord'> | null;
  /** Facts for the person who decides; never a token or a code. */
  readonly detail: Record<string, string>;
}

/** @returns the new case's id; null when one of this kind was open already */
export async function openCase(tx: Database, ctx: Context, input: NewCase): Promise<Id<'cas'> | null> {
  const rows = await tx
    .insert(cases)
    .values({ id: newId('cas', ctx.now().getTime()), status: 'OPEN', openedAt: ctx.now(), ...input })
    .onConflictDoNothing({ target: [cases.kind, cases.subjectId], where: sql`status = 'OPEN'` })
    .returning({ id: cases.id });
  const id = rows[0]?.id ?? null;
  if (!id) return null;
  await recordTransition(tx, ctx, {
    noun: 'case',
    subjectId: id,
    from: null,
    to: 'OPEN',
    road: 'clock',
    evidenceId: input.detail.evidence ?? null,
    note: input.kind,
  });
  ctx.log.warn({ case: id, kind: input.kind, subject: input.subjectId }, 'case opened');
  return id;
}
