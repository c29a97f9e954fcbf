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

/** Rows whose next step has one kind of job, keyed by its name and the row's id. */
export type OpenWork = 'cancel' | 'refund' | 'revoke_wallet' | 'retry_order' | 'publish_event' | 'deliver_webhook';

export interface WorkWithoutJob {
  readonly others: { readonly job: OpenWork; readonly id: string }[];
  readonly payments: { readonly id: Id<'pay'>; readonly sent: boolean }[];
  readonly authorizations: { readonly id: Id<'aut'>; readonly hasCode: boolean }[];
}

export async function findWorkWithoutJob(ctx: Context): Promise<WorkWithoutJob> {
  const before = new Date(ctx.now().getTime() - YOUNG_MS * ctx.rate()).toISOString();
  const payments = await ctx.db.execute<{ id: Id<'pay'>; sent: boolean }>(sql`
    select p.id, p.sent_at is not null as sent from payments p
    where p.status = 'INIT' and p.updated_at < ${before}::timestamptz
      -- What waits for somebody's yes has no job, and needs none.
      and not exists (select from orders o where o.id = p.order_id and o.held_since is not null)
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
  return { payments: [...payments], authorizations: [...authorizations], others: await findOthers(ctx, before) };
}

/** The prefix of the key under which each kind is queued. */
export const KEY_OF_WORK: Readonly<Record<OpenWork, string>> = {
  cancel: 'cancel:',
  refund: 'refund:',
  revoke_wallet: 'revoke:',
  retry_order: 'retry:',
  publish_event: 'publish:',
  deliver_webhook: 'deliver:',
};

async function findOthers(ctx: Context, before: string): Promise<{ job: OpenWork; id: string }[]> {
  const found = await ctx.db.execute<{ job: OpenWork; id: string }>(sql`
    with open as (
      select 'cancel' as job, 'cancel:' || id as key, id from cancels where status = 'INIT' and updated_at < ${before}::timestamptz
      union all
      select 'refund', 'refund:' || id, id from refunds where status = 'INIT' and updated_at < ${before}::timestamptz
      union all
      select 'revoke_wallet', 'revoke:' || id, id from wallets where status = 'REVOKING' and updated_at < ${before}::timestamptz
      union all
      select 'retry_order', 'retry:' || id, id from orders where next_retry_at < ${before}::timestamptz
      union all
      select 'publish_event', 'publish:' || id, id from webhook_events where body is null and created_at < ${before}::timestamptz
      union all
      -- What waits for a paused endpoint has no job, and needs none; resuming queues it, a batch at a time.
      select 'deliver_webhook', 'deliver:' || d.id, d.id from webhook_deliveries d
      join webhook_endpoints e on e.id = d.endpoint_id and e.status = 'ACTIVE'
      where d.status = 'PENDING' and d.updated_at < ${before}::timestamptz and not exists (
        select from graphile_worker.jobs r where r.key = 'resume:' || e.id)
    )
    select job, id from open where not exists (
      select from graphile_worker.jobs j where j.key = open.key and (j.attempts < j.max_attempts or j.locked_at is not null)
    ) limit ${FOUND_MAX}`);
  return [...found];
}
