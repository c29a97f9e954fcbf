/**
 * The truth about one order, for staff: each attempt, and one line of time through everything that was asked, answered,
 * told and decided, with its proof. It only reads; what decided is what the transitions say decided.
 */
import { asc, eq, inArray, sql } from 'drizzle-orm';
import { cases } from '@/db/schema/cases';
import { exchanges, transitions } from '@/db/schema/evidence';
import { notifications, refusedNotifications } from '@/db/schema/notifications';
import type { PaymentStatus } from '@/db/schema/orders';
import { payments, type ResolvedBy } from '@/db/schema/payments';
import { adviceFor, isApi, unlistedCode } from '@/lib/alipay/advice';
import { meaningOf, type Advice } from '@/lib/alipay/result-codes';
import { requireRole } from '@/lib/auth/roles';
import { areDebitsStopped } from '@/lib/configuration/views';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { adminOrderOf, linesOf, readOrderRow, type AdminOrder, type OrderLineView } from './views';

export interface PaymentView {
  readonly id: Id<'pay'>;
  readonly paymentRequestId: string;
  readonly paymentId: string | null;
  readonly attempt: number;
  readonly status: PaymentStatus;
  /** What Alipay says now, where it differs from what stands. */
  readonly gatewayStatus: string | null;
  readonly resolvedBy: ResolvedBy | null;
  readonly failure: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly expiresAt: string | null;
  readonly resolvedAt: string | null;
  readonly inquiries: number;
  readonly nextInquiryAt: string | null;
}

export interface TimelineEntry {
  readonly id: string;
  readonly at: string;
  readonly kind: 'Order' | 'Request' | 'Answer' | 'Inquiry' | 'Notification' | 'Transition' | 'Operator';
  readonly what:
    'placed' | 'tried_again' | 'asked' | 'answered' | 'inquired' | 'told' | 'told_forged' | 'moved' | 'case_opened';
  readonly outcome: 'succeeded' | 'failed' | 'unknown' | 'not_sent' | null;
  readonly code: string | null;
  /** What follows from an answer that is not final; null for one that is. */
  readonly advice: Advice | null;
  /** Alipay used a code that our table does not hold. */
  readonly unlisted: boolean;
  readonly verdict: string | null;
  readonly keyVersion: string | null;
  /** The one entry that moved the payment to where it is. */
  readonly decided: boolean;
  readonly setAside: boolean;
  readonly repeats: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly road: string | null;
  readonly durationMs: number | null;
  /** Masked copies, for people. */
  readonly bodies: { readonly request: string | null; readonly response: string | null };
  readonly address: string | null;
  readonly note: string | null;
}

export interface AdminOrderDetail extends AdminOrder {
  readonly lines: OrderLineView[];
  readonly payments: PaymentView[];
  readonly timeline: TimelineEntry[];
  /** New debits rest, and so does this one if it was not sent yet. */
  readonly debitsStopped: boolean;
  readonly cases: { readonly id: Id<'cas'>; readonly kind: string; readonly openedAt: string }[];
}

/** More than any order gathers in its worst day; the newest evidence of a hammered one is left to the search. */
const EVIDENCE_MAX = 200;

export async function readOrderTruth(ctx: Context, id: string): Promise<AdminOrderDetail> {
  requireRole(ctx, 'orders.read');
  const row = await readOrderRow(ctx, id);
  const attempts = await ctx.db
    .select({
      payment: payments,
      nextInquiryAt: sql<
        string | null
      >`(select business_time(j.run_at) from graphile_worker.jobs j where j.key = 'inquire:' || ${payments.id})`,
    })
    .from(payments)
    .where(eq(payments.orderId, row.order.id))
    .orderBy(asc(payments.attempt));
  const openCases = await ctx.db
    .select()
    .from(cases)
    .where(eq(cases.orderId, row.order.id))
    .orderBy(asc(cases.openedAt));
  const timeline = await readTimeline(
    ctx,
    attempts.map((attempt) => attempt.payment),
  );
  return {
    ...adminOrderOf(row),
    lines: linesOf(row.order),
    payments: attempts.map(({ payment, nextInquiryAt }) => paymentView(payment, nextInquiryAt)),
    timeline: [...timeline, ...openCases.map(caseEntry)].sort(byTime),
    debitsStopped: await areDebitsStopped(ctx),
    cases: openCases
      .filter((found) => found.status === 'OPEN')
      .map((found) => ({ id: found.id, kind: found.kind, openedAt: found.openedAt.toISOString() })),
  };
}

function paymentView(payment: typeof payments.$inferSelect, nextInquiryAt: string | null): PaymentView {
  return {
    id: payment.id,
    paymentRequestId: payment.paymentRequestId,
    paymentId: payment.paymentId,
    attempt: payment.attempt,
    status: payment.status,
    gatewayStatus: payment.gatewayStatus,
    resolvedBy: payment.resolvedBy,
    failure: payment.failureCode
      ? {
          code: payment.failureCode,
          message: payment.failureMessage ?? '',
          retryable: payment.failureRetryable ?? false,
        }
      : null,
    createdAt: payment.createdAt.toISOString(),
    sentAt: payment.sentAt?.toISOString() ?? null,
    expiresAt: payment.expiresAt?.toISOString() ?? null,
    resolvedAt: payment.resolvedAt?.toISOString() ?? null,
    inquiries: payment.inquiries,
    nextInquiryAt: payment.status === 'INIT' && nextInquiryAt ? new Date(nextInquiryAt).toISOString() : null,
  };
}

async function readTimeline(ctx: Context, attempts: (typeof payments.$inferSelect)[]): Promise<TimelineEntry[]> {
  const ids = attempts.map((payment) => payment.id);
  const requestIds = attempts.map((payment) => payment.paymentRequestId);
  const [calls, news, forged, moves] = await Promise.all([
    ctx.db
      .select()
      .from(exchanges)
      .where(inArray(exchanges.subjectId, ids))
      .orderBy(asc(exchanges.startedAt))
      .limit(EVIDENCE_MAX),
    ctx.db
      .select()
      .from(notifications)
      .where(inArray(notifications.subject, requestIds))
      .orderBy(asc(notifications.receivedAt))
      .limit(EVIDENCE_MAX),
    ctx.db
      .select()
      .from(refusedNotifications)
      .where(inArray(refusedNotifications.subject, requestIds))
      .orderBy(asc(refusedNotifications.receivedAt))
      .limit(EVIDENCE_MAX),
    ctx.db.select().from(transitions).where(inArray(transitions.subjectId, ids)).orderBy(asc(transitions.id)),
  ]);
  const deciding = moves.filter((move) => move.from !== null).at(-1)?.evidenceId ?? null;
  const known = new Set<string>([...calls.map((call) => call.id), ...news.map((one) => one.id)]);
  return [
    ...moves.flatMap((move, place) => moveEntries(move, place, known)),
    ...calls.flatMap((call) => callEntries(call, deciding)),
    ...news.map((one) => newsEntry(one, deciding)),
    ...forged.map(forgedEntry),
  ];
}

const BLANK = {
  outcome: null,
  code: null,
  advice: null,
  unlisted: false,
  verdict: null,
  keyVersion: null,
  decided: false,
  setAside: false,
  repeats: 0,
  from: null,
  to: null,
  road: null,
  durationMs: null,
  bodies: { request: null, response: null },
  address: null,
  note: null,
} as const satisfies Partial<TimelineEntry>;

/** A birth is told always; a later move only where no message shown brought it. */
function moveEntries(move: typeof transitions.$inferSelect, place: number, known: Set<string>): TimelineEntry[] {
  const shown = { id: `move-${move.id}`, at: move.at.toISOString(), road: move.road, to: move.to, note: move.note };
  if (move.from === null) {
    return [{ ...BLANK, ...shown, kind: 'Order', what: place === 0 ? 'placed' : 'tried_again' }];
  }
  if (move.evidenceId && known.has(move.evidenceId)) return [];
  const kind = move.road === 'operator' ? 'Operator' : 'Transition';
  return [{ ...BLANK, ...shown, from: move.from, decided: true, kind, what: 'moved' }];
}

function callEntries(call: typeof exchanges.$inferSelect, deciding: string | null): TimelineEntry[] {
  const outcome = call.outcome as TimelineEntry['outcome'];
  const answer = {
    ...BLANK,
    at: call.finishedAt.toISOString(),
    outcome,
    code: call.resultCode,
    ...standingOf(call),
    verdict: call.signatureVerdict,
    keyVersion: call.keyVersion,
    decided: call.id === deciding,
    durationMs: call.durationMs,
    note: call.problem,
  };
  if (call.api === 'inquiryPayment') {
    const bodies = { request: call.requestMasked, response: call.responseMasked };
    return [{ ...answer, id: call.id, kind: 'Inquiry', what: 'inquired', bodies }];
  }
  const asked: TimelineEntry = {
    ...BLANK,
    id: `${call.id}-asked`,
    at: call.startedAt.toISOString(),
    kind: 'Request',
    what: 'asked',
    bodies: { request: call.requestMasked, response: null },
  };
  const bodies = { request: null, response: call.responseMasked };
  return [asked, { ...answer, id: call.id, kind: 'Answer', what: 'answered', bodies }];
}

/** What follows from an answer whose outcome is open, and whether its code is one that we know. */
function standingOf(call: typeof exchanges.$inferSelect): Pick<TimelineEntry, 'advice' | 'unlisted'> {
  if (!isApi(call.api)) return { advice: null, unlisted: false };
  const isSigned = call.signatureVerdict === 'valid';
  const open = {
    kind: 'unknown',
    reason: isSigned ? 'unspecified' : 'bad_signature',
    ...(call.resultCode !== null && { code: call.resultCode }),
  } as const;
  return {
    advice: call.outcome === 'unknown' ? adviceFor(call.api, open) : null,
    unlisted: isSigned && unlistedCode(call.api, call.resultCode, open) !== null,
  };
}

function newsEntry(one: typeof notifications.$inferSelect, deciding: string | null): TimelineEntry {
  const outcome =
    one.resultCode === 'SUCCESS' ? 'succeeded' : one.resultCode === 'PAYMENT_IN_PROCESS' ? 'unknown' : 'failed';
  return {
    ...BLANK,
    id: one.id,
    at: one.receivedAt.toISOString(),
    kind: 'Notification',
    what: 'told',
    outcome,
    code: one.resultCode,
    unlisted: one.resultCode !== null && meaningOf('pay', one.resultCode) === null,
    verdict: 'valid',
    keyVersion: one.keyVersion,
    decided: one.id === deciding,
    setAside: one.status === 'SET_ASIDE',
    repeats: one.repeats,
    bodies: { request: one.bodyMasked, response: null },
    address: one.address,
    note: one.outcome,
  };
}

/** Why mail was refused, in the words of a signature's verdict. */
const VERDICT_OF_REASON: Readonly<Record<string, string>> = { missing_header: 'missing', unknown_key: 'unknown_key' };

function forgedEntry(one: typeof refusedNotifications.$inferSelect): TimelineEntry {
  return {
    ...BLANK,
    id: one.id,
    at: one.receivedAt.toISOString(),
    kind: 'Notification',
    what: 'told_forged',
    verdict: VERDICT_OF_REASON[one.reason] ?? 'invalid',
    setAside: true,
    bodies: { request: one.bodyMasked, response: null },
    address: one.address,
    note: one.reason,
  };
}

function caseEntry(found: typeof cases.$inferSelect): TimelineEntry {
  const told = found.detail.told ?? null;
  return {
    ...BLANK,
    id: found.id,
    at: found.openedAt.toISOString(),
    kind: 'Operator',
    what: 'case_opened',
    note: found.kind,
    to: told,
  };
}

/** Order of time; what was asked stands before its answer of the same millisecond. */
function byTime(left: TimelineEntry, right: TimelineEntry): number {
  return left.at.localeCompare(right.at) || left.id.localeCompare(right.id);
}
