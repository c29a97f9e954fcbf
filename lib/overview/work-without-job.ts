/**
 * Finds rows that are not final and have no job that would go on with them. There should be none, ever: the sweep counts
 * what it finds as a bug, and queues a job for it.
 */
import { sql } from 'drizzle-orm';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';

/** A verb between two transactions of its own has no job for a moment of real time; younger rows are left alone. */
const YOUNG_MS = 20_000;
/** Of one sweep; the next one finds the rest. */
const FOUND_MAX = 500;

export interface WorkWithoutJob {
  readonly payments: { readonly id: Id<'pay'>; readonly sent: boolean }[];
  readonly authorizations: { readonly id: Id<'aut'>; readonly hasCode: boolean }[];
}

export async function findWorkWithoutJob(ctx: Context): Promise<WorkWithoutJob> {
  const before = new Date(ctx.now().getTime() - YOUNG_MS * ctx.rate()).toISOString();
  const payments = await ctx.db.execute<{ id: Id<'pay'>; sent: boolean }>(sql`
    select p.id, p.sent_at is not null as sent from payments p
    where p.status = 'INIT' and p.updated_at < ${before}::timestamptz
      and not exists (
        select from graphile_worker.jobs j
        where j.key in ('charge:' || p.id, 'inquire:' || p.id) and (j.attempts < j.max_attempts or j.locked_at is not null)
      )
    order by p.created_at limit ${FOUND_MAX}`);
  const authorizations = await ctx.db.execute<{ id: Id<'aut'>; hasCode: boolean }>(sql`
    select a.id, a.auth_code_sealed is not null and a.awaiting_confirmation_since is null as "hasCode" from authorizations a
    where a.status in ('STARTED', 'EXCHANGING') and a.created_at < ${before}::timestamptz
      and not exists (
        select from graphile_worker.jobs j
        where j.key in ('expire:' || a.id, 'complete:' || a.id) and (j.attempts < j.max_attempts or j.locked_at is not null)
      )
    order by a.expires_at limit ${FOUND_MAX}`);
  return { payments: [...payments], authorizations: [...authorizations] };
}
