/**
 * The judge: compares Alipay's own ledger (the simulator's) with our books when all is quiet, and names every difference
 * in one line. It reads both sides itself, with its own statements, and trusts no verb of ours.
 *
 * Invariants (docs: what must never happen): I1 one debit per order, I3 both sides agree, I6 no token is lost unseen.
 */
import postgres from 'postgres';

export interface Courtroom {
  readonly databaseUrl: string;
  /** Origin of the simulator, whose control address is asked. */
  readonly simulatorUrl: string;
}

/** One payment as both sides see it. */
export interface JudgedPayment {
  readonly orderId: string | null;
  readonly paymentRequestId: string;
  /** Our status; `none` when we do not know it. */
  readonly ours: string;
  /** Alipay's status; `none` when it never came to exist there. */
  readonly theirs: string;
  readonly openCase: boolean;
  readonly agrees: boolean;
}

export interface Judgement {
  /** I3 and I6: everything on which the two sides differ, one sentence each. Empty when all is well. */
  readonly differences: string[];
  /** I1: orders debited more than once without an open case that says so. */
  readonly doubleDebits: number;
  readonly rows: JudgedPayment[];
}

interface TheirPayment {
  readonly paymentRequestId: string;
  readonly paymentId: string;
  readonly status: string;
  readonly currency: string;
  readonly value: string;
  readonly referenceOrderId: string;
}

interface TheirLedger {
  readonly payments: readonly TheirPayment[];
  readonly tokens: readonly { readonly sha256: string; readonly authState: string | null; readonly status: string }[];
}

interface OurPayment {
  readonly orderId: string;
  readonly reference: string;
  readonly orderStatus: string;
  readonly isLatest: boolean;
  readonly paymentRequestId: string;
  readonly paymentId: string | null;
  readonly status: string;
  readonly currency: string;
  readonly minor: string;
  readonly openCase: boolean;
}

interface OurAttempt {
  readonly id: string;
  readonly authState: string;
  readonly status: string;
  readonly failure: string | null;
  readonly credentialStatus: string | null;
  readonly walletId: string | null;
  readonly walletStatus: string | null;
}

interface OurBooks {
  readonly payments: readonly OurPayment[];
  readonly attempts: readonly OurAttempt[];
  readonly unapplied: number;
  readonly linkedWithoutToken: readonly { readonly id: string }[];
}

export async function judge(court: Courtroom): Promise<Judgement> {
  const [ours, theirs] = await Promise.all([readOurs(court.databaseUrl), readTheirs(court.simulatorUrl)]);
  const rows = pairPayments(ours.payments, theirs.payments);
  const differences = [
    ...rows.filter((row) => !row.agrees).map(differenceOf),
    ...ours.payments.flatMap((payment) => disagreements(payment, theirs.payments)),
    ...ours.payments.flatMap(orderDisagreements),
    ...ours.attempts.flatMap((attempt) => attemptDisagreements(attempt, theirs.tokens)),
    ...lostTokens(ours.attempts, theirs.tokens),
    ...ours.linkedWithoutToken.map(({ id }) => `wallet ${id} is LINKED without a current token`),
    ...(ours.unapplied > 0 ? [`${ours.unapplied} notifications are kept but not applied`] : []),
  ];
  return { differences, doubleDebits: countDoubleDebits(ours.payments, theirs.payments), rows };
}

async function readTheirs(simulatorUrl: string): Promise<TheirLedger> {
  const response = await fetch(`${simulatorUrl}/control/ledger`);
  if (!response.ok) throw new Error(`the simulator's ledger cannot be read: ${response.status}`);
  return (await response.json()) as TheirLedger;
}

async function readOurs(databaseUrl: string): Promise<OurBooks> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    // One snapshot of all tables, so that what moves meanwhile is not taken for a difference.
    return await sql.begin('isolation level repeatable read read only', async (tx) => ({
      payments: await tx<OurPayment[]>`
        select p.order_id as "orderId", o.reference_order_id as reference, o.status as "orderStatus",
          p.attempt = (select max(l.attempt) from payments l where l.order_id = p.order_id) as "isLatest",
          p.payment_request_id as "paymentRequestId", p.payment_id as "paymentId", p.status, p.currency,
          p.amount_minor::text as minor,
          exists(select from cases c where c.order_id = p.order_id and c.status = 'OPEN') as "openCase"
        from payments p join orders o on o.id = p.order_id order by p.created_at, p.id`,
      attempts: await tx<OurAttempt[]>`
        select a.id, a.auth_state as "authState", a.status, a.failure, c.status as "credentialStatus",
          w.id as "walletId", w.status as "walletStatus"
        from authorizations a left join credentials c on c.authorization_id = a.id left join wallets w on w.id = c.wallet_id
        order by a.created_at, a.id`,
      unapplied: (
        await tx<{ count: number }[]>`
          select count(*)::int as count from notifications where status = 'RECEIVED'`
      )[0]!.count,
      linkedWithoutToken: await tx<{ id: string }[]>`
        select w.id from wallets w where w.status = 'LINKED'
          and not exists(select from credentials c where c.wallet_id = w.id and c.status = 'CURRENT')`,
    }));
  } finally {
    await sql.end();
  }
}

/** Which of Alipay's states may stand beside each of ours when all is quiet. */
const AGREEING: Readonly<Record<string, readonly string[]>> = {
  SUCCESS: ['SUCCESS'],
  FAIL: ['FAIL', 'none'],
  CANCELLED: ['CANCELLED', 'none'],
};

function pairPayments(ours: readonly OurPayment[], theirs: readonly TheirPayment[]): JudgedPayment[] {
  const known = new Map(theirs.map((payment) => [payment.paymentRequestId, payment]));
  const rows = ours.map((payment) => {
    const status = known.get(payment.paymentRequestId)?.status ?? 'none';
    known.delete(payment.paymentRequestId);
    return {
      orderId: payment.orderId,
      paymentRequestId: payment.paymentRequestId,
      ours: payment.status,
      theirs: status,
      openCase: payment.openCase,
      // A difference that an operator has before them is not a hidden one.
      agrees: (AGREEING[payment.status]?.includes(status) ?? false) || (payment.status !== 'INIT' && payment.openCase),
    };
  });
  const strangers = [...known.values()].map((payment) => ({
    orderId: null,
    paymentRequestId: payment.paymentRequestId,
    ours: 'none',
    theirs: payment.status,
    openCase: false,
    agrees: false,
  }));
  return [...rows, ...strangers];
}

function differenceOf(row: JudgedPayment): string {
  const { paymentRequestId, ours, theirs } = row;
  return ours === 'INIT'
    ? `payment ${paymentRequestId} is not final; Alipay says ${theirs}`
    : `payment ${paymentRequestId} is ${ours} with us and ${theirs} at Alipay`;
}

/** Amount, currency and ids of a payment that both sides know. */
function disagreements(payment: OurPayment, theirs: readonly TheirPayment[]): string[] {
  const other = theirs.find((one) => one.paymentRequestId === payment.paymentRequestId);
  if (!other || payment.openCase) return [];
  const { paymentRequestId } = payment;
  const found: string[] = [];
  if (other.currency !== payment.currency || other.value !== payment.minor) {
    found.push(
      `payment ${paymentRequestId} is ${payment.currency} ${payment.minor} with us and ${other.currency} ${other.value} at Alipay`,
    );
  }
  if (other.referenceOrderId !== payment.reference)
    found.push(`payment ${paymentRequestId} names another order at Alipay`);
  if (payment.status === 'SUCCESS' && other.paymentId !== payment.paymentId) {
    found.push(`payment ${paymentRequestId} has another paymentId at Alipay`);
  }
  return found;
}

function orderDisagreements(payment: OurPayment): string[] {
  if (!payment.isLatest || payment.orderStatus === payment.status) return [];
  return [`order ${payment.orderId} is ${payment.orderStatus} but its latest payment is ${payment.status}`];
}

function attemptDisagreements(attempt: OurAttempt, tokens: TheirLedger['tokens']): string[] {
  if (attempt.status === 'EXCHANGING') return [`attempt ${attempt.id} is still EXCHANGING`];
  const token = tokens.find((one) => one.authState === attempt.authState && one.status === 'ACTIVE');
  const isUsed = attempt.walletStatus === 'LINKED' && attempt.credentialStatus === 'CURRENT';
  return isUsed && !token ? [`wallet ${attempt.walletId} is LINKED with a token that Alipay does not honour`] : [];
}

/** I6: a token that Alipay issued is with us, or its attempt says that the answer was lost. */
function lostTokens(attempts: readonly OurAttempt[], tokens: TheirLedger['tokens']): string[] {
  return tokens.flatMap((token) => {
    if (token.status !== 'ACTIVE') return [];
    const mine = attempts.filter((attempt) => attempt.authState === token.authState);
    if (mine.length === 0) return [`a token was issued for an attempt that we do not know`];
    if (mine.some((attempt) => attempt.credentialStatus !== null || attempt.failure === 'answer_lost')) return [];
    const { id, status, failure } = mine[0]!;
    return [`the token of attempt ${id} (${status}${failure ? `, ${failure}` : ''}) was issued but is nowhere`];
  });
}

/** Counted by the order that Alipay was told, not by our own payments. */
function countDoubleDebits(ours: readonly OurPayment[], theirs: readonly TheirPayment[]): number {
  const excused = new Set(ours.filter((payment) => payment.openCase).map((payment) => payment.reference));
  const debits = new Map<string, number>();
  for (const { status, referenceOrderId } of theirs) {
    if (status === 'SUCCESS') debits.set(referenceOrderId, (debits.get(referenceOrderId) ?? 0) + 1);
  }
  return [...debits].filter(([reference, count]) => count > 1 && !excused.has(reference)).length;
}
