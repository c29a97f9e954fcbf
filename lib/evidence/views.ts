/**
 * The newest messages between us and Alipay, for the signature lab to pick from: calls, notifications, and mail that was refused, in
 * one list. JSON-safe; it holds ids, codes and verdicts, nothing out of a message.
 *
 * Ids carry their moment, so the three tables are read and paged by their primary keys alone.
 */
import { and, desc, eq, inArray, lt, or, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { exchanges } from '@/db/schema/evidence';
import { notifications, refusedNotifications } from '@/db/schema/notifications';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { refunds } from '@/db/schema/refunds';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { isId, type Id, type IdPrefix } from '@/lib/kit/ids';
import type { Page } from '@/lib/kit/page';

export interface EvidenceRow {
  readonly id: Id<'exg'> | Id<'ntf'>;
  readonly kind: 'call' | 'notification' | 'refused';
  /** The API's name, or which door a notification came to. */
  readonly name: string;
  readonly verdict: 'valid' | 'invalid' | 'missing' | 'unknown_key' | 'foreign_client' | 'no_answer';
  readonly keyVersion: string | null;
  readonly resultCode: string | null;
  /** The payment, wallet or attempt it is about. */
  readonly subject: string | null;
  readonly at: string;
  /** What the lab opens first; null where the bytes were not kept. */
  readonly direction: 'request' | 'response' | 'notification' | null;
}

export const EVIDENCE_SHOWS = ['bad', 'calls', 'notifications', 'refused'] as const;

export interface EvidenceFilter {
  readonly show?: (typeof EVIDENCE_SHOWS)[number] | undefined;
  /** An id of ours or of Alipay's: of the message, or of what it is about. */
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
}

const PAGE = 25;
/** No id of either side is longer. */
const SEARCH_LENGTH_MAX = 64;
/** What one search may be about: all payments of one order. */
const SUBJECTS_MAX = 50;

const BAD_VERDICTS = ['invalid', 'missing', 'unknown_key'];

export async function listEvidence(ctx: Context, filter: EvidenceFilter): Promise<Page<EvidenceRow>> {
  requireRole(ctx, 'signatures.examine');
  const { show, cursor } = filter;
  const search = filter.search?.trim().slice(0, SEARCH_LENGTH_MAX) || null;
  const about = search === null ? null : await readAbout(ctx, search);
  const before = cursor !== undefined && isId('exg', `exg_${cursor}`) ? cursor : null;
  const wants = (...shows: EvidenceFilter['show'][]) => show === undefined || shows.includes(show);
  const pages = await Promise.all([
    wants('calls', 'bad') ? selectCalls(ctx, about, before, show === 'bad') : [],
    wants('notifications') ? selectNotifications(ctx, about, before) : [],
    wants('refused', 'bad') ? selectRefused(ctx, about, before) : [],
  ]);
  const rows = pages.flat().toSorted((left, right) => (momentOf(left) < momentOf(right) ? 1 : -1));
  const data = rows.slice(0, PAGE);
  const last = data.at(-1);
  return { data, nextCursor: rows.length > PAGE && last ? momentOf(last) : null };
}

/** One message, for the page that examines it; null when there is none. */
export async function readEvidence(ctx: Context, id: string): Promise<EvidenceRow | null> {
  requireRole(ctx, 'signatures.examine');
  const about: About = { id, subjects: [] };
  const found = isId('exg', id)
    ? await selectCalls(ctx, about, null, false)
    : [...(await selectNotifications(ctx, about, null)), ...(await selectRefused(ctx, about, null))];
  return found[0] ?? null;
}

interface About {
  /** Of a message itself. */
  readonly id: string;
  /** Of what a message is about. */
  readonly subjects: readonly string[];
}

/** Whatever of ours the search names: an order stands for its payments, a payment for its refunds. */
async function readAbout(ctx: Context, search: string): Promise<About> {
  const ordered = await ctx.db
    .select({ id: orders.id })
    .from(orders)
    .where(or(eq(orders.id, search as Id<'ord'>), eq(orders.referenceOrderId, search)));
  const paid = await ctx.db
    .select({ id: payments.id, requestId: payments.paymentRequestId })
    .from(payments)
    .where(
      or(
        eq(payments.paymentId, search),
        eq(payments.paymentRequestId, search),
        inArray(payments.orderId, namesOf(ordered)),
      ),
    )
    .limit(SUBJECTS_MAX);
  const returned = await ctx.db
    .select({ id: refunds.id, requestId: refunds.refundRequestId })
    .from(refunds)
    .where(inArray(refunds.paymentId, namesOf(paid)))
    .limit(SUBJECTS_MAX);
  return { id: search, subjects: [search, ...[...paid, ...returned].flatMap(({ id, requestId }) => [id, requestId])] };
}

const namesOf = <P extends IdPrefix>(rows: readonly { readonly id: Id<P> }[]) => rows.map(({ id }) => id);

/** The part of an id that all kinds share: when, and a random rest. */
function momentOf({ id }: Pick<EvidenceRow, 'id'>): string {
  return id.slice(id.indexOf('_') + 1);
}

async function selectCalls(ctx: Context, about: About | null, before: string | null, bad: boolean) {
  const rows = await ctx.db
    .select()
    .from(exchanges)
    .where(
      and(
        before === null ? undefined : lt(exchanges.id, `exg_${before}`),
        bad ? inArray(exchanges.signatureVerdict, BAD_VERDICTS) : undefined,
        isAbout(exchanges.id, exchanges.subjectId, about),
      ),
    )
    .orderBy(desc(exchanges.id))
    .limit(PAGE + 1);
  return rows.map(callRow);
}

async function selectNotifications(ctx: Context, about: About | null, before: string | null) {
  const rows = await ctx.db
    .select()
    .from(notifications)
    .where(
      and(
        before === null ? undefined : lt(notifications.id, `ntf_${before}`),
        isAbout(notifications.id, notifications.subject, about),
      ),
    )
    .orderBy(desc(notifications.id))
    .limit(PAGE + 1);
  return rows.map(notificationRow);
}

async function selectRefused(ctx: Context, about: About | null, before: string | null) {
  const rows = await ctx.db
    .select()
    .from(refusedNotifications)
    .where(
      and(
        before === null ? undefined : lt(refusedNotifications.id, `ntf_${before}`),
        isAbout(refusedNotifications.id, refusedNotifications.subject, about),
      ),
    )
    .orderBy(desc(refusedNotifications.id))
    .limit(PAGE + 1);
  return rows.map(refusedRow);
}

function isAbout(id: AnyPgColumn, subject: AnyPgColumn, about: About | null): SQL | undefined {
  return about === null ? undefined : or(eq(id, about.id), inArray(subject, [...about.subjects]));
}

function callRow(call: typeof exchanges.$inferSelect): EvidenceRow {
  return {
    id: call.id,
    kind: 'call',
    name: call.api,
    verdict: call.signatureVerdict === 'none' ? 'no_answer' : verdictOf(call.signatureVerdict),
    keyVersion: call.keyVersion,
    resultCode: call.resultCode,
    subject: call.subjectId,
    at: call.startedAt.toISOString(),
    direction: call.responseSealed === null ? 'request' : 'response',
  };
}

function notificationRow(told: typeof notifications.$inferSelect): EvidenceRow {
  return {
    id: told.id,
    kind: 'notification',
    name: told.kind,
    verdict: 'valid',
    keyVersion: told.keyVersion,
    resultCode: told.resultCode,
    subject: told.subject,
    at: told.receivedAt.toISOString(),
    direction: 'notification',
  };
}

function refusedRow(refused: typeof refusedNotifications.$inferSelect): EvidenceRow {
  return {
    id: refused.id,
    kind: 'refused',
    name: refused.kind,
    verdict: refused.reason === 'missing_header' ? 'missing' : verdictOf(refused.reason),
    keyVersion: null,
    resultCode: null,
    subject: refused.subject,
    at: refused.receivedAt.toISOString(),
    direction: refused.messageSealed === null ? null : 'notification',
  };
}

const VERDICTS = ['valid', 'missing', 'unknown_key', 'foreign_client'] as const;

/** Whatever else was wrong with a signature, it is invalid. */
function verdictOf(word: string): EvidenceRow['verdict'] {
  return VERDICTS.find((known) => known === word) ?? 'invalid';
}
