/**
 * What has had no end for a day is a person's business too, though we go on asking: a payment, whether or not it was sent, a
 * refund, a cancel, an unlinking. Each is raised once: what a person has closed stays closed.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import type { CaseKind } from '@/db/schema/cases';
import { openCase } from '@/lib/cases/open-case';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';

const FOR_LONG_MS = 24 * 3_600_000;
/** Of one sweep; the next one raises others. */
const RAISED_MAX = 500;

type Kind = Extract<CaseKind, `${string}_for_long`>;

type Old = {
  readonly kind: Kind;
  readonly id: string;
  readonly orderId: Id<'ord'> | null;
  readonly since: Date;
  readonly sent: Date | null;
};

export async function raiseOld(ctx: Context): Promise<void> {
  const before = new Date(ctx.now().getTime() - FOR_LONG_MS).toISOString();
  const old = await ctx.db.execute<Old>(sql`
    with old as (
      select case when sent_at is null then 'unsent_for_long' else 'unknown_for_long' end as kind,
        id, order_id as "orderId", created_at as since, sent_at as sent
      from payments where status = 'INIT' and coalesce(sent_at, created_at) < ${before}::timestamptz
      union all
      select 'refund_unknown_for_long', r.id, p.order_id, r.created_at, r.sent_at
      from refunds r join payments p on p.id = r.payment_id where r.status = 'INIT' and r.created_at < ${before}::timestamptz
      union all
      select 'cancel_unknown_for_long', c.id, p.order_id, c.created_at, null
      from cancels c join payments p on p.id = c.payment_id where c.status = 'INIT' and c.created_at < ${before}::timestamptz
      union all
      select 'unlinking_for_long', w.id, null, t.at, null
      from wallets w join lateral (
        select max(at) as at from transitions where subject_id = w.id and "to" = 'REVOKING') t on t.at < ${before}::timestamptz
      where w.status = 'REVOKING'
    )
    select * from old where not exists (select from cases c where c.kind = old.kind and c.subject_id = old.id)
    order by since limit ${RAISED_MAX}`);
  for (const one of old) await ctx.db.transaction((tx) => raise(tx, ctx, one));
}

/** What has come to its end since it was found is left alone: nobody would close its case. */
async function raise(tx: Database, ctx: Context, { kind, id, orderId, since, sent }: Old): Promise<void> {
  const open = await tx.execute(STILL_OPEN[kind](id));
  if (open.length === 0) return;
  const detail = { since: new Date(since).toISOString(), ...(sent && { sent: new Date(sent).toISOString() }) };
  await openCase(tx, ctx, { kind, subjectId: id, orderId, detail });
}

/** Holds the row against whoever brings its end at this moment. */
const STILL_OPEN: Readonly<Record<Kind, (id: string) => ReturnType<typeof sql>>> = {
  unknown_for_long: (id) => sql`select from payments where id = ${id} and status = 'INIT' for update`,
  unsent_for_long: (id) =>
    sql`select from payments where id = ${id} and status = 'INIT' and sent_at is null for update`,
  refund_unknown_for_long: (id) => sql`select from refunds where id = ${id} and status = 'INIT' for update`,
  cancel_unknown_for_long: (id) => sql`select from cancels where id = ${id} and status = 'INIT' for update`,
  unlinking_for_long: (id) => sql`select from wallets where id = ${id} and status = 'REVOKING' for update`,
};
