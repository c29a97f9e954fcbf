/**
 * Everything that happened to an order, in the order it happened: each call and its answer, each notification (forged ones
 * too), each move, each case. A read of the evidence; it decides nothing.
 */
import { asc, eq, getTableColumns, inArray } from 'drizzle-orm';
import type { cases } from '@/db/schema/cases';
import { exchanges, transitions } from '@/db/schema/evidence';
import { notifications, refusedNotifications } from '@/db/schema/notifications';
import type { payments } from '@/db/schema/payments';
import { cancels, refunds } from '@/db/schema/refunds';
import { users } from '@/db/schema/users';
import { adviceFor, isApi, unlistedCode } from '@/lib/alipay/advice';
import { meaningOf } from '@/lib/alipay/result-codes';
import type { Context } from '@/lib/context';
import type { TimelineEntry } from './truth';

type Noun = TimelineEntry['noun'];

/** More than any order gathers in its worst day; the newest evidence of a hammered one is left to the search. */
const EVIDENCE_MAX = 200;

export async function readTimeline(
  ctx: Context,
  attempts: (typeof payments.$inferSelect)[],
  found: (typeof cases.$inferSelect)[],
): Promise<TimelineEntry[]> {
  const paymentIds: string[] = attempts.map((payment) => payment.id);
  const back = await ctx.db
    .select({ ...getTableColumns(refunds), name: users.name })
    .from(refunds)
    .leftJoin(users, eq(users.id, refunds.requestedBy as never))
    .where(
      inArray(
        refunds.paymentId,
        attempts.map((payment) => payment.id),
      ),
    )
    .orderBy(asc(refunds.createdAt))
    .limit(EVIDENCE_MAX);
  const cancelled = await ctx.db
    .select({ ...getTableColumns(cancels), name: users.name })
    .from(cancels)
    .leftJoin(users, eq(users.id, cancels.requestedBy as never))
    .where(
      inArray(
        cancels.paymentId,
        attempts.map((payment) => payment.id),
      ),
    )
    .orderBy(asc(cancels.createdAt))
    .limit(EVIDENCE_MAX);
  const refundAskers = new Map<string, Asker>(
    back.map((one) => [
      one.id,
      { by: one.name ?? one.requestedBy, sum: { currency: one.currency, value: one.amountMinor.toString() } },
    ]),
  );
  const cancelAskers = cancelled.map((one) => ({ paymentId: one.paymentId, by: one.name ?? one.requestedBy }));
  const askerOf = (move: typeof transitions.$inferSelect): Asker | undefined => {
    if (move.noun !== 'cancel' || move.from !== null) return refundAskers.get(move.subjectId);
    // The births of a payment's cancels come in the order of the cancels.
    const place = cancelAskers.findIndex(({ paymentId }) => paymentId === move.subjectId);
    const [asker] = place < 0 ? [] : cancelAskers.splice(place, 1);
    return asker && { by: asker.by, sum: null };
  };
  const refundIds: string[] = back.map((refund) => refund.id);
  const ids = [...paymentIds, ...refundIds];
  const requestIds = [
    ...attempts.map((payment) => payment.paymentRequestId),
    ...back.map((refund) => refund.refundRequestId),
  ];
  const nounOf = (id: string): Noun => (refundIds.includes(id) ? 'refund' : 'payment');
  const refundRequests = new Set(back.map((refund) => refund.refundRequestId));
  const [calls, news, forged, moves] = await readEvidence(ctx, ids, requestIds);
  const deciding = moves.filter((move) => move.noun === 'payment' && move.from !== null).at(-1)?.evidenceId ?? null;
  const known = new Set<string>([...calls.map((call) => call.id), ...news.map((one) => one.id)]);
  const entries = [
    ...moves.flatMap((move, place) => moveEntries(move, place, known, askerOf(move))),
    ...calls.flatMap((call) => callEntries(call, nounOf(call.subjectId), deciding)),
    ...news.map((one) => newsEntry(one, refundRequests.has(one.subject ?? '') ? 'refund' : 'payment', deciding)),
    ...forged.map(forgedEntry),
    ...found.flatMap(caseEntries),
  ];
  return entries.sort(byTime);
}

type Asker = Pick<TimelineEntry, 'by' | 'sum'>;

function readEvidence(ctx: Context, ids: string[], requestIds: string[]) {
  return Promise.all([
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
    ctx.db
      .select()
      .from(transitions)
      .where(inArray(transitions.subjectId, ids))
      .orderBy(asc(transitions.id))
      .limit(EVIDENCE_MAX),
  ]);
}

const BLANK = {
  noun: 'payment',
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
  by: null,
  sum: null,
} as const satisfies Partial<TimelineEntry>;

const BIRTHS = { cancel: 'cancel_asked', refund: 'refund_asked' } as const;

/** A birth is told always; a later move only where no message shown brought it. */
function moveEntries(
  move: typeof transitions.$inferSelect,
  place: number,
  known: Set<string>,
  asker: Asker | undefined,
): TimelineEntry[] {
  const noun: Noun = move.noun === 'cancel' || move.noun === 'refund' ? move.noun : 'payment';
  const shown = {
    noun,
    id: `move-${move.id}`,
    at: move.at.toISOString(),
    road: move.road,
    to: move.to,
    note: move.note,
  };
  if (move.from === null) {
    if (noun !== 'payment') return [{ ...BLANK, ...shown, ...asker, kind: byPerson(move.road), what: BIRTHS[noun] }];
    return [{ ...BLANK, ...shown, kind: 'Order', what: place === 0 ? 'placed' : 'tried_again' }];
  }
  if (move.evidenceId && known.has(move.evidenceId)) return [];
  const kind = move.road === 'operator' ? 'Operator' : 'Transition';
  return [{ ...BLANK, ...shown, from: move.from, decided: noun === 'payment', kind, what: 'moved' }];
}

function byPerson(road: string): 'Operator' | 'Transition' {
  return road === 'operator' || road === 'customer' ? 'Operator' : 'Transition';
}

const QUESTIONS = ['inquiryPayment', 'inquiryRefund'];

function callEntries(call: typeof exchanges.$inferSelect, about: Noun, deciding: string | null): TimelineEntry[] {
  const outcome = call.outcome as TimelineEntry['outcome'];
  const noun: Noun = call.api === 'cancel' ? 'cancel' : about;
  const answer = {
    ...BLANK,
    noun,
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
  if (QUESTIONS.includes(call.api)) {
    const bodies = { request: call.requestMasked, response: call.responseMasked };
    return [{ ...answer, id: call.id, kind: 'Inquiry', what: 'inquired', bodies }];
  }
  const asked: TimelineEntry = {
    ...BLANK,
    noun,
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

const STILL_OPEN = ['PAYMENT_IN_PROCESS', 'REFUND_IN_PROCESS'];

function newsEntry(one: typeof notifications.$inferSelect, noun: Noun, deciding: string | null): TimelineEntry {
  const open = STILL_OPEN.includes(one.resultCode ?? '');
  return {
    ...BLANK,
    noun,
    id: one.id,
    at: one.receivedAt.toISOString(),
    kind: 'Notification',
    what: 'told',
    outcome: one.resultCode === 'SUCCESS' ? 'succeeded' : open ? 'unknown' : 'failed',
    code: one.resultCode,
    unlisted: one.resultCode !== null && meaningOf(noun === 'refund' ? 'refund' : 'pay', one.resultCode) === null,
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

function caseEntries(found: typeof cases.$inferSelect): TimelineEntry[] {
  const opened: TimelineEntry = {
    ...BLANK,
    id: found.id,
    at: found.openedAt.toISOString(),
    kind: 'Operator',
    what: 'case_opened',
    note: found.kind,
    to: found.detail.told ?? null,
  };
  if (!found.closedAt) return [opened];
  const closed: TimelineEntry = {
    ...BLANK,
    id: `${found.id}-closed`,
    at: found.closedAt.toISOString(),
    kind: 'Operator',
    what: 'case_closed',
    note: found.closeReason,
  };
  return [opened, closed];
}

/** Order of time; what was asked stands before its answer of the same millisecond. */
function byTime(left: TimelineEntry, right: TimelineEntry): number {
  return left.at.localeCompare(right.at) || left.id.localeCompare(right.id);
}
