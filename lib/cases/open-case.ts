/**
 * Opens a case: what the books cannot decide and a person must. A second reason of the same kind for the same subject
 * joins the open one.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { cases, type CaseKind } from '@/db/schema/cases';
import type { Context } from '@/lib/context';
import { newId, type Id } from '@/lib/kit/ids';

export interface NewCase {
  readonly kind: CaseKind;
  readonly subjectId: string;
  readonly orderId: Id<'ord'> | null;
  /** Facts for the person who decides; never a token or a code. */
  readonly detail: Record<string, string>;
}

export async function openCase(tx: Database, ctx: Context, input: NewCase): Promise<void> {
  const rows = await tx
    .insert(cases)
    .values({ id: newId('cas', ctx.now().getTime()), status: 'OPEN', openedAt: ctx.now(), ...input })
    .onConflictDoNothing({ target: [cases.kind, cases.subjectId], where: sql`status = 'OPEN'` })
    .returning({ id: cases.id });
  if (rows[0]) ctx.log.warn({ case: rows[0].id, kind: input.kind, subject: input.subjectId }, 'case opened');
}
