/**
 * The court: when all is quiet, compares Alipay's own ledger (the simulator's) with our books by the invariants of the
 * assurance page, and names every breach in one sentence. It knows the plan of a scenario only where Alipay itself was made
 * to lie under a good signature: what it signed cannot be told from the truth.
 */
import { readBooks, type OurBooks, type OurMove, type OurPayment, type OurRefund } from './books';
import type { TheirCall, TheirLedger, TheirNotification, TheirPayment, TheirRefund } from './simulator-controls';

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
  const theirs = indexLedger(evidence.ledger);
  const lies = liesOf(evidence.notifications);
  const breaches = [
    ...oneDebitPerOrder(books, evidence.ledger),
    ...refundsWithinPaid(books, evidence.ledger),
    ...books.payments.flatMap((payment) => paymentAgrees(payment, books, theirs, lies)),
    ...books.refunds.flatMap((refund) => refundAgrees(refund, theirs, lies)),
    ...strangers(books, evidence),
    ...books.payments.flatMap(orderShowsLatest),
    ...acknowledgedIsStored(books, evidence.notifications),
    ...forgedIsRefused(evidence.notifications),
    ...movesAreLegal(books.moves),
    ...actsAreAudited(books),
    ...callsAreBounded(books, evidence.calls),
    ...books.wallets
      .filter((wallet) => wallet.status === 'LINKED' && wallet.current !== 1)
      .map((wallet) => ({
        invariant: 'I6',
        what: `wallet ${wallet.id} is LINKED with ${wallet.current} current tokens`,
      })),
  ];
  const lost = breaches.filter((breach) => breach.invariant === 'I5').length;
  return { breaches, lost, stuck: stuckRows(books, evidence.ledger), books };
}

interface Theirs {
  readonly payments: ReadonlyMap<string, TheirPayment>;
  readonly refunds: ReadonlyMap<string, TheirRefund>;
}

function indexLedger(ledger: TheirLedger): Theirs {
  return {
    payments: new Map(ledger.payments.map((payment) => [payment.paymentRequestId, payment])),
    refunds: new Map(ledger.refunds.map((refund) => [refund.refundRequestId, refund])),
  };
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

/** I1: at most one collected debit per order, or an open case names the surplus. */
function oneDebitPerOrder(books: OurBooks, ledger: TheirLedger): Breach[] {
  const refunded = new Map<string, bigint>();
  for (const refund of ledger.refunds) {
    if (refund.status !== 'SUCCESS') continue;
    const before = refunded.get(refund.paymentRequestId) ?? 0n;
    refunded.set(refund.paymentRequestId, before + BigInt(refund.value));
  }
  const ours = new Map(books.payments.map((payment) => [payment.reference, payment]));
  const standing = new Map<string, number>();
  for (const payment of ledger.payments) {
    if (payment.status !== 'SUCCESS' || !ours.has(payment.referenceOrderId)) continue;
    if ((refunded.get(payment.paymentRequestId) ?? 0n) === BigInt(payment.value)) continue;
    standing.set(payment.referenceOrderId, (standing.get(payment.referenceOrderId) ?? 0) + 1);
  }
  return [...standing].flatMap(([reference, count]) => {
    const order = ours.get(reference)!;
    if (count < 2 || order.openCase) return [];
    return [{ invariant: 'I1', what: `order ${order.orderId} stands debited ${count} times without an open case` }];
  });
}

/** I2: what went back never exceeds what was collected, in either ledger. */
function refundsWithinPaid(books: OurBooks, ledger: TheirLedger): Breach[] {
  return books.payments.flatMap((payment) => {
    const sumOf = (refunds: readonly { value: string }[]) => refunds.reduce((sum, one) => sum + BigInt(one.value), 0n);
    const theirs = sumOf(
      ledger.refunds.filter((one) => one.paymentRequestId === payment.paymentRequestId && one.status !== 'FAIL'),
    );
    const ours = sumOf(
      books.refunds
        .filter((one) => one.paymentId === payment.id && one.status !== 'FAIL')
        .map((one) => ({ value: one.minor })),
    );
    const breaches: Breach[] = [];
    // That Alipay itself refuses to return too much is its care and not ours.
    for (const one of ledger.refunds) {
      if (one.paymentRequestId === payment.paymentRequestId && one.failureCode === 'REFUND_AMOUNT_EXCEED')
        breaches.push({ invariant: 'I2', what: `more than was left was asked back of payment ${payment.id}` });
    }
    if (theirs > BigInt(payment.minor))
      breaches.push({ invariant: 'I2', what: `Alipay refunded ${theirs} of ${payment.minor}, payment ${payment.id}` });
    if (ours !== BigInt(payment.reservedMinor)) {
      breaches.push({
        invariant: 'I11',
        what: `payment ${payment.id} reserves ${payment.reservedMinor}, its refunds sum to ${ours}`,
      });
    }
    return breaches;
  });
}

/** Which of Alipay's states may stand beside each of ours when all is quiet. */
const AGREEING: Readonly<Record<string, readonly string[]>> = {
  SUCCESS: ['SUCCESS'],
  FAIL: ['FAIL', 'none', 'CANCELLED'],
  CANCELLED: ['CANCELLED', 'none', 'FAIL'],
};

function isReturned(payment: OurPayment, books: OurBooks): boolean {
  const back = books.refunds.filter((refund) => refund.paymentId === payment.id && refund.status === 'SUCCESS');
  return back.reduce((sum, refund) => sum + BigInt(refund.minor), 0n) === BigInt(payment.minor);
}

/** Whether our state may differ from Alipay's although all is quiet. */
function isExcused(payment: OurPayment, other: TheirPayment | undefined, books: OurBooks, lies: ReadonlySet<string>) {
  const { status, paymentRequestId, resolvedBy, openCase } = payment;
  const isLied = lies.has(paymentRequestId);
  if (resolvedBy === 'notification' && isLied) return true;
  const isPaidThere = other?.status === 'SUCCESS';
  // A payment fails by Alipay's word alone. One that never failed there was given up by us: no case makes that right, nor that
  // its money went back.
  if (status === 'FAIL' && isPaidThere && !other.collectedLate && !isLied) return false;
  // A surplus that went back by refund: Alipay keeps it as paid, and refunded.
  return openCase || (status !== 'SUCCESS' && isPaidThere && isReturned(payment, books));
}

/** I3 for one payment. */
function paymentAgrees(payment: OurPayment, books: OurBooks, theirs: Theirs, lies: ReadonlySet<string>): Breach[] {
  const { paymentRequestId, status } = payment;
  const other = theirs.payments.get(paymentRequestId);
  const word = other?.status ?? 'none';
  const breaches: Breach[] = [];
  const say = (what: string) => breaches.push({ invariant: 'I3', what: `payment ${paymentRequestId}: ${what}` });
  if (status === 'INIT') return breaches;
  const excused = isExcused(payment, other, books, lies);
  if (!excused && !AGREEING[status]?.includes(word)) say(`${status} with us and ${word} at Alipay`);
  if (!other || excused) return breaches;
  if (other.currency !== payment.currency || other.value !== payment.minor) {
    say(`${payment.currency} ${payment.minor} with us and ${other.currency} ${other.value} at Alipay`);
  }
  if (other.referenceOrderId !== payment.reference) say('names another order at Alipay');
  if (status === 'SUCCESS' && other.paymentId !== payment.paymentId) say('has another paymentId at Alipay');
  return breaches;
}

const REFUND_AGREEING: Readonly<Record<string, readonly string[]>> = {
  SUCCESS: ['SUCCESS'],
  FAIL: ['FAIL', 'none'],
};

/** I3 for one refund. */
function refundAgrees(refund: OurRefund, theirs: Theirs, lies: ReadonlySet<string>): Breach[] {
  const { refundRequestId, status } = refund;
  if (status === 'INIT') return [];
  const other = theirs.refunds.get(refundRequestId);
  const word = other?.status ?? 'none';
  const isLied = lies.has(refundRequestId);
  if (refund.resolvedBy === 'notification' && isLied) return [];
  // As with payments: given up by us is wrong, with a case or without.
  const givenUp = status === 'FAIL' && word === 'SUCCESS' && !isLied;
  if (refund.openCase && !givenUp) return [];
  if (!REFUND_AGREEING[status]?.includes(word)) {
    return [{ invariant: 'I3', what: `refund ${refundRequestId}: ${status} with us and ${word} at Alipay` }];
  }
  if (other && (other.currency !== refund.currency || other.value !== refund.minor)) {
    return [
      { invariant: 'I3', what: `refund ${refundRequestId}: ${refund.minor} with us and ${other.value} at Alipay` },
    ];
  }
  return [];
}

/** I3: what Alipay has for our orders and we have not. */
function strangers(books: OurBooks, { ledger }: Evidence): Breach[] {
  const references = new Set(books.payments.map((payment) => payment.reference));
  const known = new Set(books.payments.map((payment) => payment.paymentRequestId));
  const refunds = new Set(books.refunds.map((refund) => refund.refundRequestId));
  return [
    ...ledger.payments
      .filter((one) => references.has(one.referenceOrderId) && !known.has(one.paymentRequestId))
      .map((one) => ({ invariant: 'I3', what: `Alipay has a payment ${one.paymentRequestId} that we have not` })),
    ...ledger.refunds
      .filter((one) => known.has(one.paymentRequestId) && !refunds.has(one.refundRequestId))
      .map((one) => ({ invariant: 'I3', what: `Alipay has a refund ${one.refundRequestId} that we have not` })),
  ];
}

function orderShowsLatest(payment: OurPayment): Breach[] {
  if (!payment.isLatest || payment.orderStatus === payment.status) return [];
  return [
    {
      invariant: 'I3',
      what: `order ${payment.orderId} shows ${payment.orderStatus}, its latest payment is ${payment.status}`,
    },
  ];
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

const LEGAL: Readonly<Record<string, readonly string[]>> = {
  payment: ['null INIT', 'INIT SUCCESS', 'INIT FAIL', 'INIT CANCELLED', 'SUCCESS CANCELLED'],
  cancel: ['null INIT', 'null SUCCESS', 'INIT SUCCESS', 'INIT FAIL'],
  refund: ['null INIT', 'INIT SUCCESS', 'INIT FAIL'],
};

/** I7: states move by their tables alone, one after the other. */
function movesAreLegal(moves: readonly OurMove[]): Breach[] {
  const breaches: Breach[] = [];
  const last = new Map<string, string>();
  for (const move of moves) {
    const legal = LEGAL[move.noun];
    if (!legal) continue;
    const key = `${move.noun} ${move.subjectId}`;
    const step = `${move.from} ${move.to}`;
    if (!legal.includes(step)) breaches.push({ invariant: 'I7', what: `${key} moved ${step}` });
    // A payment may be cancelled several times in vain; each cancel is born anew.
    const before = last.get(key);
    if (move.noun !== 'cancel' && before !== undefined && before !== move.from) {
      breaches.push({ invariant: 'I7', what: `${key} moved from ${move.from} after it was ${before}` });
    }
    last.set(key, move.to);
  }
  return breaches;
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
