/**
 * What staff see of Alipay's notifications: those that were kept and what became of them, and those that were refused at
 * the door. JSON-safe; bodies are the masked copies.
 */
import { and, eq, sql } from 'drizzle-orm';
import { newestFirst, olderThan } from '@/db/newest-first';
import {
  NOTIFICATION_KINDS,
  NOTIFICATION_STATUSES,
  notifications,
  refusedNotifications,
  type NotificationKind,
  type NotificationStatus,
} from '@/db/schema/notifications';
import { isAllowed, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { isId, type Id } from '@/lib/kit/ids';
import { decodeCursor, encodeCursor, type Page } from '@/lib/kit/page';

export interface NotificationView {
  readonly id: Id<'ntf'>;
  readonly kind: NotificationKind;
  /** `REFUSED`: it stands apart, and changed nothing. */
  readonly status: NotificationStatus | 'REFUSED';
  /** The payment's or refund's request id. */
  readonly subject: string | null;
  /** The order it is about, where it is about one of ours. */
  readonly orderId: Id<'ord'> | null;
  readonly resultCode: string | null;
  readonly outcome: string | null;
  readonly keyVersion: string | null;
  readonly repeats: number;
  readonly address: string | null;
  readonly receivedAt: string;
  readonly lastReceivedAt: string;
  readonly appliedAt: string | null;
}

export interface NotificationDetail extends NotificationView {
  readonly bodyMasked: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly acts: { readonly replay: boolean };
}

export interface NotificationFilter {
  readonly status?: string | undefined;
  readonly kind?: string | undefined;
  readonly subject?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}

const PAGE = 50;
const LIST_MAX = 100;

/** The order behind a subject: by its payment, or by its refund. */
const orderIdOf = sql<Id<'ord'> | null>`coalesce(
  (select p.order_id from payments p where p.payment_request_id = ${notifications.subject}),
  (select p.order_id from refunds r join payments p on p.id = r.payment_id where r.refund_request_id = ${notifications.subject}))`;

export async function listNotifications(ctx: Context, filter: NotificationFilter): Promise<Page<NotificationView>> {
  requireRole(ctx, 'notifications.read');
  const limit = Math.min(filter.limit ?? PAGE, LIST_MAX);
  if (filter.status === 'REFUSED') return listRefused(ctx, filter, limit);
  const status = NOTIFICATION_STATUSES.find((known) => known === filter.status);
  const kind = NOTIFICATION_KINDS.find((known) => known === filter.kind);
  const place = decodeCursor(filter.cursor);
  const rows = await ctx.db
    .select({ row: notifications, orderId: orderIdOf })
    .from(notifications)
    .where(
      and(
        status && eq(notifications.status, status),
        kind && eq(notifications.kind, kind),
        filter.subject ? eq(notifications.subject, filter.subject) : undefined,
        olderThan(notifications.receivedAt, notifications.id, place),
      ),
    )
    .orderBy(newestFirst(notifications.receivedAt, notifications.id))
    .limit(limit + 1);
  const data = rows.slice(0, limit);
  const last = data.at(-1)?.row;
  return {
    data: data.map(({ row, orderId }) => keptView(row, orderId)),
    nextCursor: rows.length > limit && last ? encodeCursor({ createdAt: last.receivedAt, id: last.id }) : null,
  };
}

async function listRefused(ctx: Context, filter: NotificationFilter, limit: number): Promise<Page<NotificationView>> {
  const kind = NOTIFICATION_KINDS.find((known) => known === filter.kind);
  const place = decodeCursor(filter.cursor);
  const rows = await ctx.db
    .select()
    .from(refusedNotifications)
    .where(
      and(
        kind && eq(refusedNotifications.kind, kind),
        olderThan(refusedNotifications.receivedAt, refusedNotifications.id, place),
      ),
    )
    .orderBy(newestFirst(refusedNotifications.receivedAt, refusedNotifications.id))
    .limit(limit + 1);
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data: data.map(refusedView),
    nextCursor: rows.length > limit && last ? encodeCursor({ createdAt: last.receivedAt, id: last.id }) : null,
  };
}

export async function readNotification(ctx: Context, id: string): Promise<NotificationDetail> {
  requireRole(ctx, 'notifications.read');
  if (!isId('ntf', id)) throw new Refusal('not_found');
  const [kept] = await ctx.db
    .select({ row: notifications, orderId: orderIdOf })
    .from(notifications)
    .where(eq(notifications.id, id));
  if (kept) {
    const { row, orderId } = kept;
    const replay = isAllowed(ctx.actor, 'notifications.replay');
    return { ...keptView(row, orderId), bodyMasked: row.bodyMasked, headers: row.headers, acts: { replay } };
  }
  const [refused] = await ctx.db.select().from(refusedNotifications).where(eq(refusedNotifications.id, id));
  if (!refused) throw new Refusal('not_found');
  return { ...refusedView(refused), bodyMasked: refused.bodyMasked, headers: {}, acts: { replay: false } };
}

function keptView(row: typeof notifications.$inferSelect, orderId: Id<'ord'> | null): NotificationView {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    subject: row.subject,
    orderId,
    resultCode: row.resultCode,
    outcome: row.outcome,
    keyVersion: row.keyVersion,
    repeats: row.repeats,
    address: row.address,
    receivedAt: row.receivedAt.toISOString(),
    lastReceivedAt: row.lastReceivedAt.toISOString(),
    appliedAt: row.appliedAt?.toISOString() ?? null,
  };
}

function refusedView(row: typeof refusedNotifications.$inferSelect): NotificationView {
  return {
    id: row.id,
    kind: row.kind,
    status: 'REFUSED',
    subject: row.subject,
    // A forged message may name any order; it is a link to none.
    orderId: null,
    resultCode: null,
    outcome: row.reason,
    keyVersion: null,
    repeats: 0,
    address: row.address,
    receivedAt: row.receivedAt.toISOString(),
    lastReceivedAt: row.receivedAt.toISOString(),
    appliedAt: null,
  };
}
