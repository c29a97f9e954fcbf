/**
 * Whatever people do with an order, and whatever Alipay does and says of it, in whatever order: it stands where a model of ten
 * lines says it stands, and so does the money in both ledgers.
 */
import { and, eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orders } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { refunds } from '@/db/schema/refunds';
import type { SpokenNotification } from '@/e2e/test-simulator';
import { RICH_TRUEMONEY, startTestWorld, type Payment, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { isRefusal } from '@/lib/kit/errors';
import { newSecretText, type Id } from '@/lib/kit/ids';
import { requestRefund } from '@/lib/refunds/request-refund';
import { sendRefund } from '@/lib/refunds/send-refund';
import { changeLimits } from '@/lib/settings/change-settings';
import { changeLimitsInput } from '@/lib/settings/input';
import { cancelPayment } from './cancel';
import { chargeOrder } from './charge';
import { inquirePayment } from './inquire';
import { requestCancel } from './request-cancel';
import { retryOrder } from './retry-order';
import { verifyPayment } from './verify';

/** Lives of an order; each is up to ten acts, of a few calls and transactions each. */
const LIVES = 60;
/** Whatever the machine: fewer lives then. */
const TIME_MS = 15_000;

/** A debit of so much is declined where the simulator's special amounts are on, and paid where they are off. */
const AMOUNT = 1_401;
const PART = 400;
/** Short of a debit's expiry, and longer than a life. */
const SETTLE_MS = 30_000;
const DAY_MS = 86_400_000;
/** Noon in GMT+8: far from the hour at which cancelling ends. */
const NOON_UTC_MS = 4 * 3_600_000;

type Status = Payment['status'];
type End = 'SUCCESS' | 'FAIL';
type Truth = 'none' | 'PROCESSING' | Exclude<Status, 'INIT'>;

interface Attempt {
  readonly id: Id<'pay'>;
  ours: Status;
  theirs: Truth;
  sent: boolean;
  /** Asked since the latest attempt was made, Alipay has said that nothing was collected. */
  dead: boolean;
  /** We know that Alipay holds money for it although it had failed. */
  holds: boolean;
  /** What goes back, or has gone back. */
  refunded: number;
  /** What Alipay has had to tell of it, the oldest first. */
  readonly words: End[];
  readonly told: Map<End, SpokenNotification>;
}

/** The first final word wins; a cancel undoes a debit; money for what had failed stands beside it until it went back whole. */
function hear(attempt: Attempt, word: Truth, isProof: boolean): void {
  const { ours } = attempt;
  if (word === 'none' || word === 'PROCESSING') return;
  if (ours === 'INIT' || (ours === 'SUCCESS' && word === 'CANCELLED')) attempt.ours = word;
  else if (ours === 'FAIL' && word === 'SUCCESS') attempt.holds = true;
  else if (ours !== 'SUCCESS' && word !== 'SUCCESS' && isProof && attempt.refunded === 0) attempt.holds = false;
  if (word === 'SUCCESS') attempt.dead = false;
  else if (isProof) attempt.dead = true;
}

const newAttempt = (id: Id<'pay'>): Attempt => ({
  id,
  ours: 'INIT',
  theirs: 'none',
  sent: false,
  dead: false,
  holds: false,
  refunded: 0,
  words: [],
  told: new Map(),
});

interface Life {
  readonly orderId: Id<'ord'>;
  readonly attempts: Attempt[];
  /** Given back by our own books. */
  returned: number;
  /** Refunds whose answer was not clear. */
  readonly unclear: { readonly id: Id<'ref'>; readonly amount: number }[];
}

type Which = 'first' | 'last';
const at = ({ attempts }: Life, which: Which): Attempt => (which === 'first' ? attempts[0]! : attempts.at(-1)!);
const isPaid = ({ attempts }: Life) => attempts.some(({ ours, holds }) => ours === 'SUCCESS' || holds);
const isCollected = ({ ours, holds }: Attempt) => ours === 'SUCCESS' || (ours === 'FAIL' && holds);

type Step =
  | { readonly does: 'charge'; readonly ends: End; readonly answered: 'at once' | 'later' | 'unclearly' }
  | { readonly does: 'settle'; readonly ends: End }
  | { readonly does: 'news'; readonly of: Which; readonly word: Which }
  | { readonly does: 'inquiry' | 'late collection'; readonly of: Which }
  | { readonly does: 'refund'; readonly all: boolean; readonly answered: 'at once' | 'unclearly' }
  | { readonly does: 'cancel' | 'retry' | 'refund inquiry' };

const which = fc.constantFrom<Which>('first', 'last');
const ends = fc.constantFrom<End>('SUCCESS', 'FAIL', 'FAIL');
const charge = fc.record({
  does: fc.constant('charge' as const),
  ends,
  answered: fc.constantFrom('at once' as const, 'later' as const, 'unclearly' as const),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: charge },
  { weight: 3, arbitrary: fc.constant({ does: 'retry' as const }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('settle' as const), ends }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('news' as const), of: which, word: which }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constantFrom('inquiry' as const, 'late collection' as const), of: which }),
  },
  { weight: 2, arbitrary: fc.constantFrom({ does: 'cancel' as const }, { does: 'refund inquiry' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('refund' as const),
      all: fc.boolean(),
      answered: fc.constantFrom('at once' as const, 'unclearly' as const),
    }),
  },
);

let world: TestWorld;
let customer: TestCustomer;
let wallet: Id<'wal'>;
beforeAll(async () => {
  world = await startTestWorld();
  const { control } = world.simulator;
  await pass((NOON_UTC_MS - (Date.now() % DAY_MS) + DAY_MS) % DAY_MS);
  await control.set({ spendingLimits: 'off', settleMs: SETTLE_MS, refundAnswer: 'immediate' });
  const limits = { currency: 'THB', perDebit: '', perCustomerDay: '', perHour: '', passwordAbove: '1,000,000' };
  await changeLimits(await world.addStaff('owner'), changeLimitsInput.parse(limits));
  customer = await world.newCustomer();
  wallet = await world.linkWallet(customer, RICH_TRUEMONEY, 'TRUEMONEY');
});
afterAll(() => world.stop());

/** Time passes for both sides. */
async function pass(ms: number): Promise<void> {
  await world.simulator.control.moveClock({ advanceMs: ms });
  world.moveClock(ms);
}

/** Null where it was refused; anything else that goes wrong goes wrong. */
async function allowed<T>(act: Promise<T>): Promise<T | null> {
  try {
    return await act;
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** The next such call about this payment is acted on, and its answer cannot be read. */
const makeUnclear = (api: 'pay' | 'refund', requestId: string) =>
  world.simulator.control.fault({ do: 'malformed', match: { api, requestId }, times: 1 });

const decide = (end: End) => world.simulator.control.set({ specialAmounts: end === 'FAIL' ? 'on' : 'off' });

async function play(life: Life, one: Step): Promise<void> {
  const { control } = world.simulator;
  const last = at(life, 'last');
  switch (one.does) {
    case 'charge':
      return playCharge(life, last, one);
    case 'settle':
      if (last.theirs !== 'PROCESSING') return;
      await decide(one.ends);
      await pass(SETTLE_MS + 1_000);
      last.theirs = one.ends;
      last.words.push(one.ends);
      return;
    case 'news':
      return playNews(at(life, one.of), one.word);
    case 'inquiry':
      return playInquiry(at(life, one.of));
    case 'late collection': {
      const attempt = at(life, one.of);
      if (attempt.theirs !== 'FAIL') return;
      await control.collectLate(attempt.id);
      attempt.theirs = 'SUCCESS';
      attempt.words.push('SUCCESS');
      return;
    }
    case 'cancel':
      return playCancel(life, last);
    case 'refund':
      return playRefund(life, last, one);
    case 'refund inquiry':
      for (const { id, amount } of life.unclear.splice(0)) {
        await sendRefund(world.system, id);
        life.returned += amount;
      }
      return;
    case 'retry': {
      const may = last.ours === 'FAIL' && last.refunded === 0 && !isPaid(life);
      const retried = await allowed(retryOrder(customer.ctx, { orderId: life.orderId }));
      expect(retried !== null, 'a retry is allowed').toBe(may);
      if (!retried) return;
      // What was known before is no word about now.
      for (const attempt of life.attempts) attempt.dead = false;
      life.attempts.push(newAttempt(retried.paymentId));
      return;
    }
  }
}

async function playCharge(life: Life, last: Attempt, one: Extract<Step, { does: 'charge' }>): Promise<void> {
  const { control } = world.simulator;
  await control.set({ payAnswer: one.answered === 'later' ? 'in_process' : 'immediate' });
  await decide(one.ends);
  if (one.answered === 'unclearly') await makeUnclear('pay', last.id);
  await chargeOrder(world.system, last.id);
  await control.clearFaults();
  if (last.ours !== 'INIT' || last.sent) return;
  // Before a further attempt Alipay is asked whether those before it are dead, the latest first.
  for (const earlier of life.attempts.slice(0, -1).toReversed()) {
    if (!earlier.sent || earlier.dead) continue;
    hear(earlier, earlier.theirs, true);
    if (earlier.theirs === 'SUCCESS') break;
  }
  if (isPaid(life)) return hear(last, 'FAIL', true);
  last.sent = true;
  last.theirs = one.answered === 'later' ? 'PROCESSING' : one.ends;
  if (one.answered !== 'later') last.words.push(one.ends);
  if (one.answered === 'at once') hear(last, one.ends, false);
}

async function playNews(attempt: Attempt, word: Which): Promise<void> {
  const end = word === 'first' ? attempt.words[0] : attempt.words.at(-1);
  if (end === undefined) return;
  // That money came is news no more once it went back by a cancel: it is asked about, and nothing moves.
  const isOld = attempt.ours === 'FAIL' && attempt.theirs === 'CANCELLED';
  const before = attempt.told.get(end);
  const spoken = before ?? (await speak(attempt, end));
  expect(await world.deliver(spoken)).toEqual({ kind: 'acknowledged', repeated: before !== undefined });
  attempt.told.set(end, spoken);
  if (!before && !isOld) hear(attempt, end, false);
}

async function speak({ id }: Attempt, end: End): Promise<SpokenNotification> {
  const ledger = await world.simulator.control.ledger();
  const { paymentId } = ledger.payments.find((one) => one.paymentRequestId === id)!;
  const [resultCode, resultStatus] = end === 'SUCCESS' ? ['SUCCESS', 'S'] : ['USER_BALANCE_NOT_ENOUGH', 'F'];
  return world.simulator.speak('payments', {
    notifyType: 'PAYMENT_RESULT',
    result: { resultCode, resultStatus, resultMessage: 'told' },
    paymentRequestId: id,
    paymentId,
    paymentAmount: { currency: 'THB', value: `${AMOUNT}00` },
    ...(end === 'SUCCESS' && { paymentTime: `${world.system.now().toISOString().slice(0, 19)}+00:00` }),
  });
}

async function playInquiry(attempt: Attempt): Promise<void> {
  if (attempt.ours === 'INIT') await inquirePayment(world.system, attempt.id);
  else await verifyPayment(world.system, attempt.id, 0);
  hear(attempt, attempt.theirs, true);
}

async function playCancel(life: Life, last: Attempt): Promise<void> {
  const may = last.ours === 'INIT' || (isCollected(last) && last.refunded === 0);
  const asked = await allowed(requestCancel(world.staff, { orderId: life.orderId }));
  expect(asked !== null, 'a cancel is allowed').toBe(may);
  if (asked?.cancelId) await cancelPayment(world.system, asked.cancelId);
  // What Alipay has declined it does not cancel.
  if (!asked || last.theirs === 'FAIL') return;
  if (last.sent) last.theirs = 'CANCELLED';
  hear(last, 'CANCELLED', true);
}

async function playRefund(life: Life, last: Attempt, one: Extract<Step, { does: 'refund' }>): Promise<void> {
  const left = AMOUNT - last.refunded;
  const amount = one.all ? left : PART;
  const may = isCollected(last) && left > 0 && amount <= left;
  if (one.answered === 'unclearly') await makeUnclear('refund', last.id);
  const input = { orderId: life.orderId, amount: one.all ? undefined : String(PART), placementKey: newSecretText() };
  const asked = await allowed(requestRefund(world.staff, input));
  expect(asked !== null, 'a refund is allowed').toBe(may);
  if (asked) {
    await sendRefund(world.system, asked.refundId);
    last.refunded += amount;
    if (one.answered === 'at once') life.returned += amount;
    else life.unclear.push({ id: asked.refundId, amount });
  }
  await world.simulator.control.clearFaults();
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** What our own books say: the order's status, what it collected, what went back of it. */
async function ours({ orderId }: Life) {
  const [order] = await world.db.select({ status: orders.status }).from(orders).where(eq(orders.id, orderId));
  const [paid] = await world.db
    .select({ minor: sql<string>`coalesce(sum(${payments.amountMinor}), 0)::text` })
    .from(payments)
    .where(and(eq(payments.orderId, orderId), eq(payments.status, 'SUCCESS')));
  const [returned] = await world.db
    .select({ minor: sql<string>`coalesce(sum(${refunds.amountMinor}), 0)::text` })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(and(eq(payments.orderId, orderId), eq(refunds.status, 'SUCCESS')));
  return { status: order!.status, paid: Number(paid!.minor) / 100, returned: Number(returned!.minor) / 100 };
}

const modelled = (life: Life) => ({
  status: at(life, 'last').ours,
  paid: sum(life.attempts.map((attempt) => (attempt.ours === 'SUCCESS' ? AMOUNT : 0))),
  returned: life.returned,
});

/** What Alipay holds of it, and what it gave back. */
async function theirs({ attempts }: Life) {
  const ids = attempts.map(({ id }): string => id);
  const ledger = await world.simulator.control.ledger();
  const ofSuccess = (all: readonly { status: string; paymentRequestId: string; value: string }[]) =>
    sum(
      all
        .filter(({ status, paymentRequestId }) => status === 'SUCCESS' && ids.includes(paymentRequestId))
        .map(({ value }) => Number(value) / 100),
    );
  return { paid: ofSuccess(ledger.payments), returned: ofSuccess(ledger.refunds) };
}

test('an order that people and Alipay act on in any order stands where the model says', async () => {
  await fc.assert(
    fc.asyncProperty(charge, fc.array(step, { maxLength: 9 }), async (first, steps) => {
      const placed = await world.order(customer, wallet, String(AMOUNT));
      const life: Life = { orderId: placed.orderId, attempts: [newAttempt(placed.id)], returned: 0, unclear: [] };
      for (const one of [first, ...steps]) {
        await play(life, one);
        expect(await ours(life), one.does).toEqual(modelled(life));
      }
      expect(await theirs(life)).toEqual({
        paid: sum(life.attempts.map((attempt) => (attempt.theirs === 'SUCCESS' ? AMOUNT : 0))),
        returned: sum(life.attempts.map(({ refunded }) => refunded)),
      });
    }),
    { numRuns: LIVES, interruptAfterTimeLimit: TIME_MS, markInterruptAsFailure: false },
  );
});
