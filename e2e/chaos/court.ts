/**
 * The court: when all is quiet, compares Alipay's own ledger (the simulator's) with our books by the invariants of the
 * assurance page, and names every breach in one sentence. It knows the plan of a scenario only where Alipay itself was made
 * to lie under a good signature: what it signed cannot be told from the truth.
 */
import { readBooks, type OurBooks, type OurMove, type OurPayment } from './books';
import { compareLedgers } from './compare-ledgers';
import { permissionsAgree, readPermissions, type OurPermissions } from './permissions';
import type { TheirCall, TheirLedger, TheirNotification, TheirPayment } from './simulator-controls';

export interface Breach {
  readonly invariant: string;
  readonly what: string;
}

export interface Judgement {
  readonly breaches: readonly Breach[];
  /** Acknowledged by us and not stored: I5. */
  readonly lost: number;
  /** Rows that are still open. */
  readonly stuck: readonly string[];
}

export interface Evidence {
  readonly databaseUrl: string;
  readonly orderIds: readonly string[];
  readonly ledger: TheirLedger;
  readonly notifications: readonly TheirNotification[];
  /** By API. */
  readonly calls: Readonly<Record<string, readonly TheirCall[]>>;
}

export async function hold(evidence: Evidence): Promise<Judgement & { readonly books: OurBooks }> {
  const books = await readBooks(evidence.databaseUrl, evidence.orderIds);
  const permissions = await readPermissions(evidence.databaseUrl, evidence.orderIds);
  const breaches = [
    ...compareLedgers(books, evidence.ledger, liesOf(evidence.notifications)),
    ...acknowledgedIsStored(books, evidence.notifications),
    ...forgedIsRefused(evidence.notifications),
    ...movesAreLegal(books.moves),
    ...movesAreLegal(permissions.moves),
    ...permissions.moves.flatMap(standsWhereItMoved),
    ...actsAreAudited(books),
    ...callsAreBounded(books, evidence.calls),
    ...permissionsAgree(permissions, evidence.ledger),
  ];
  const lost = breaches.filter((breach) => breach.invariant === 'I5').length;
  return { breaches, lost, stuck: stuckRows(books, evidence.ledger), books };
}

/** Faults under which Alipay says something untrue with its own good signature. */
const LYING = new Set(['contradict', 'other_amount', 'other_currency']);

/** Subjects about which a lie was told: what dies before it acknowledges may have kept it. */
function liesOf(notifications: readonly TheirNotification[]): ReadonlySet<string> {
  return new Set(
    notifications
      .filter((one) => [one.begun, ...one.attempts.map(({ fault }) => fault)].some((fault) => LYING.has(fault ?? '')))
      .map((one) => one.subject),
  );
}

/** I5: whatever we acknowledged of our own payments and refunds is kept. */
function acknowledgedIsStored(books: OurBooks, notifications: readonly TheirNotification[]): Breach[] {
  const ours = new Set([
    ...books.payments.map((payment) => payment.paymentRequestId),
    ...books.refunds.map((refund) => refund.refundRequestId),
  ]);
  const kept = new Set(books.news.map((one) => one.subject));
  return notifications
    .filter((one) => one.acknowledged && ours.has(one.subject) && !kept.has(one.subject))
    .filter((one) => one.attempts.some((attempt) => attempt.acknowledged && attempt.fault !== 'unknown_order'))
    .map((one) => ({ invariant: 'I5', what: `notification of ${one.subject} was acknowledged and is not stored` }));
}

/** What does not verify, or cannot be read, must not be acknowledged. */
const NOT_TO_BE_BELIEVED = new Set([
  'forged',
  'altered',
  'reencoded',
  'bad_signature',
  'no_signature',
  'unknown_key',
  'other_client',
  'other_path',
  'malformed',
  'empty',
  'huge',
]);

function forgedIsRefused(notifications: readonly TheirNotification[]): Breach[] {
  return notifications.flatMap((one) =>
    one.attempts
      .filter((attempt) => attempt.acknowledged && NOT_TO_BE_BELIEVED.has(attempt.fault ?? ''))
      .map((attempt) => ({
        invariant: 'I8',
        what: `a notification (${attempt.fault}) of ${one.subject} was acknowledged`,
      })),
  );
}

/** Written down once more, since the tables of the product are what is on trial. */
const LEGAL: Readonly<Record<string, readonly string[]>> = {
  payment: ['null INIT', 'INIT SUCCESS', 'INIT FAIL', 'INIT CANCELLED', 'SUCCESS CANCELLED'],
  cancel: ['null INIT', 'null SUCCESS', 'INIT SUCCESS', 'INIT FAIL'],
  refund: ['null INIT', 'INIT SUCCESS', 'INIT FAIL'],
  wallet: [
    'null LINKED',
    'LINKED LINKED',
    'LINKED NEEDS_RELINK',
    'LINKED REVOKING',
    'LINKED REVOKED',
    'NEEDS_RELINK LINKED',
    'NEEDS_RELINK REVOKING',
    'NEEDS_RELINK REVOKED',
    'REVOKING REVOKED',
  ],
  credential: ['null CURRENT', 'CURRENT SUPERSEDED', 'CURRENT DEAD', 'SUPERSEDED CURRENT', 'DEAD CURRENT'],
  case: ['null OPEN', 'OPEN CLOSED'],
};

/** I7: states move by their tables alone, one after the other, from their birth on. */
function movesAreLegal(moves: readonly (OurMove & { readonly owner?: string })[]): Breach[] {
  const breaches: Breach[] = [];
  const last = new Map<string, string>();
  for (const move of moves) {
    const legal = LEGAL[move.noun];
    if (!legal) continue;
    const key = `${move.noun} ${move.subjectId}`;
    const who = move.owner === undefined ? key : `${key} (${move.owner})`;
    const step = `${move.from} ${move.to}`;
    if (!legal.includes(step)) breaches.push({ invariant: 'I7', what: `${who} moved ${step}` });
    // A payment may be cancelled several times in vain; each cancel is born anew.
    const before = last.get(key) ?? null;
    if (move.noun !== 'cancel' && before !== move.from) {
      breaches.push({ invariant: 'I7', what: `${who} moved from ${move.from} after it was ${before ?? 'not there'}` });
    }
    last.set(key, move.to);
  }
  return breaches;
}

/** I7: no status is without its move. */
function standsWhereItMoved(
  move: OurPermissions['moves'][number],
  place: number,
  all: OurPermissions['moves'],
): Breach[] {
  const isLast = !all
    .slice(place + 1)
    .some(({ noun, subjectId }) => noun === move.noun && subjectId === move.subjectId);
  if (!isLast || move.to === move.now) return [];
  const what = `${move.noun} ${move.subjectId} (${move.owner}) is ${move.now}, and moved to ${move.to} last`;
  return [{ invariant: 'I7', what }];
}

/** I10: each act of the staff that asks for money to go back has its line, and each line its act. */
function actsAreAudited(books: OurBooks): Breach[] {
  const lines = (wanted: readonly string[], way: string) =>
    books.audit.filter(
      (line) =>
        line.actorKind === 'staff' &&
        (wanted.includes(line.action) || (line.action === 'cases.return_surplus' && line.way === way)),
    ).length;
  const acts = (noun: string) =>
    books.moves.filter((move) => move.noun === noun && move.from === null && move.road === 'operator').length;
  const pairs = [
    { noun: 'refund', written: lines(['refunds.request', 'refunds.retry'], 'by_refund') },
    { noun: 'cancel', written: lines(['orders.cancel', 'orders.drop'], 'by_cancel') },
  ];
  return pairs.flatMap(({ noun, written }) =>
    acts(noun) === written
      ? []
      : [{ invariant: 'I10', what: `${acts(noun)} acts (${noun}) by staff, ${written} lines in the audit log` }],
  );
}

/** I12: the worst day of a payment, and of a refund. */
const CALLS_PER_DAY_MAX = 25;

function callsAreBounded(books: OurBooks, calls: Evidence['calls']): Breach[] {
  const ours = new Set(books.payments.map((payment) => payment.paymentRequestId));
  const refunds = new Set(books.refunds.map((refund) => refund.refundRequestId));
  const counts = new Map<string, number>();
  const count = (id: string | null, day: string) => {
    if (id === null || (!ours.has(id) && !refunds.has(id))) return;
    const key = `${id} on ${day}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const api of ['pay', 'inquiryPayment', 'cancel']) {
    for (const call of calls[api] ?? []) count(call.paymentRequestId, call.at.slice(0, 10));
  }
  for (const api of ['refund', 'inquiryRefund']) {
    for (const call of calls[api] ?? []) count(call.requestId, call.at.slice(0, 10));
  }
  return [...counts]
    .filter(([, number]) => number > CALLS_PER_DAY_MAX)
    .map(([key, number]) => ({ invariant: 'I12', what: `${number} calls for ${key}` }));
}

/**
 * What is not final although all is quiet. What waits for somebody's yes waits for a person; so does what Alipay keeps in
 * process for ever, once an operator was told.
 */
export function stuckRows(books: OurBooks, ledger?: TheirLedger): string[] {
  const hanging = new Set([
    ...(ledger?.payments ?? []).filter(hangs).map((one) => one.paymentRequestId),
    ...(ledger?.refunds ?? []).filter(hangs).map((one) => one.refundRequestId),
  ]);
  const waits = ({ held, sent, unknownForLong, paymentRequestId }: OurPayment) =>
    (held && !sent) || (unknownForLong && hanging.has(paymentRequestId));
  return [
    ...books.payments
      .filter((payment) => payment.status === 'INIT' && !waits(payment))
      .map((payment) => `payment ${payment.paymentRequestId} is not final`),
    ...books.cancels.filter((cancel) => cancel.status === 'INIT').map((cancel) => `cancel ${cancel.id} is open`),
    ...books.refunds
      .filter((one) => one.status === 'INIT' && !(one.unknownForLong && hanging.has(one.refundRequestId)))
      .map((refund) => `refund ${refund.refundRequestId} is open`),
    ...books.news.filter((one) => one.status === 'RECEIVED').map((one) => `news of ${one.subject} is not applied`),
  ];
}

/** Alipay keeps it in process, and no number of questions ends that. */
function hangs({ status, settleAt, inquiriesLeft }: Pick<TheirPayment, 'status' | 'settleAt' | 'inquiriesLeft'>) {
  return status === 'PROCESSING' && settleAt === null && inquiriesLeft === undefined;
}
