/**
 * Alipay's own ledger beside our books: what was collected, what went back, and whether both agree on it (I1 to I3). It
 * excuses only what a person has before them as a case, and what Alipay itself said under a good signature.
 */
import type { OurBooks, OurPayment, OurRefund } from './books';
import type { Breach } from './court';
import type { TheirLedger, TheirPayment, TheirRefund } from './simulator-controls';

/** @param lies subjects of which Alipay said something untrue */
export function compareLedgers(books: OurBooks, ledger: TheirLedger, lies: ReadonlySet<string>): Breach[] {
  const theirs = indexLedger(ledger);
  return [
    ...oneDebitPerOrder(books, ledger),
    ...refundsWithinPaid(books, ledger),
    ...books.payments.flatMap((payment) => paymentAgrees(payment, books, theirs, lies)),
    ...books.refunds.flatMap((refund) => refundAgrees(refund, theirs, lies)),
    ...strangers(books, ledger),
    ...books.payments.flatMap(orderShowsLatest),
  ];
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
function strangers(books: OurBooks, ledger: TheirLedger): Breach[] {
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
