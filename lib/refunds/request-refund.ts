/**
 * Asks for money to go back: all that is left of a payment, or a part. What is reserved counts against what is left from
 * this moment on, however many ask at once; the worker asks Alipay until it is known.
 */
import { and, eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { refunds } from '@/db/schema/refunds';
import { recordTransition } from '@/lib/audit/record-transition';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId, roadOf } from '@/lib/auth/actor';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { newId, type Id } from '@/lib/kit/ids';
import { formatMoney, isCurrency, MoneyError, parseMajor, parseMoney, type WireAmount } from '@/lib/kit/money';
import { latestPayment } from '@/lib/payments/latest-payment';
import { readReturnFacts, type Payment, type ReturnCase } from '@/lib/payments/read-return-facts';
import { askPasswordAbove } from '@/lib/payments/request-cancel';
import {
  adviseReturn,
  refundAmountProblem,
  type RefundAdvice,
  type RefundAmountProblem,
} from '@/lib/payments/return-advice';
import type { RequestRefundInput } from './input';

export interface RefundRequested {
  readonly refundId: Id<'ref'>;
  /** False when the same click had asked before. */
  readonly isNew: boolean;
}

/**
 * What a person asks for, in major units.
 *
 * @throws Refusal `not_allowed`, `not_found`, `refund_not_possible`, `refund_exceeds_balance`, `refund_amount_not_taken`,
 *   `invalid_input`, `password_needed`, `wrong_password`, `too_many_attempts`
 */
export async function requestRefund(
  ctx: Context,
  input: RequestRefundInput & { readonly orderId: Id<'ord'> },
): Promise<RefundRequested> {
  requireRole(ctx, 'refunds.request');
  const payment = await latestPayment(ctx.db, input.orderId);
  if (!payment) throw new Refusal('not_found');
  const askedMinor = readAmount(payment, input.amount);
  await askPasswordAbove(ctx, payment, askedMinor ?? payment.amountMinor, input.password);
  return askRefund(ctx, payment, { ...input, askedMinor });
}

/**
 * What a merchant's own system asks for, as the wire writes amounts.
 *
 * @throws Refusal `not_allowed`, `key_out_of_scope`, `not_found`, `refund_not_possible`, `refund_exceeds_balance`,
 *   `refund_amount_not_taken`, `invalid_input`
 */
export async function requestRefundOf(
  ctx: Context,
  input: {
    readonly orderId: Id<'ord'>;
    /** Absent: all that is left. */
    readonly amount?: WireAmount | undefined;
    readonly reason?: string | undefined;
  },
): Promise<RefundRequested> {
  requireRole(ctx, 'refunds.request');
  const payment = await latestPayment(ctx.db, input.orderId);
  if (!payment) throw new Refusal('not_found');
  const money = input.amount && parseMoney(input.amount);
  if (money && money.currency !== payment.currency) {
    throw new Refusal('invalid_input', { 'amount.currency': `The order is in ${payment.currency}.` });
  }
  return askRefund(ctx, payment, { ...input, askedMinor: money?.minor ?? null, placementKey: null });
}

interface AskedRefund {
  readonly orderId: Id<'ord'>;
  /** Null: all that is left. */
  readonly askedMinor: bigint | null;
  readonly reason?: string | undefined;
  readonly placementKey: string | null;
}

function askRefund(ctx: Context, { id, currency }: Payment, input: AskedRefund): Promise<RefundRequested> {
  return ctx.db.transaction(async (tx) => {
    const found = await readReturnFacts(tx, id, true);
    if (!found) throw new Refusal('not_found');
    const before = input.placementKey && (await findAsked(tx, id, input.placementKey));
    if (before) return sameRefund(before, input.askedMinor);
    const { refund: advice } = adviseReturn(found.facts, ctx.now());
    if (advice.kind === 'cannot') {
      // Of what is paid and given back already, whoever names a sum asked for more than is left.
      const isTooMuch = advice.why === 'nothing_left' && input.askedMinor !== null;
      throw new Refusal(isTooMuch ? 'refund_exceeds_balance' : 'refund_not_possible', {}, WHY_NOT[advice.why]);
    }
    const amountMinor = input.askedMinor ?? advice.leftMinor;
    refuseAmount(found.payment, advice, amountMinor);
    const { reason = null, placementKey } = input;
    const refundId = await reserveRefund(tx, ctx, found.payment, { amountMinor, reason, placementKey });
    const detail = { refund: refundId, currency, minor: amountMinor.toString() };
    await writeAudit(tx, ctx, { action: 'refunds.request', subjectId: input.orderId, detail });
    return { refundId, isNew: true };
  });
}

/** @throws Refusal `refund_not_possible` */
export function requireRefundable({ facts }: ReturnCase, now: Date): Extract<RefundAdvice, { kind: 'can' }> {
  const { refund } = adviseReturn(facts, now);
  if (refund.kind === 'cannot') throw new Refusal('refund_not_possible', {}, WHY_NOT[refund.why]);
  return refund;
}

export interface NewRefund {
  readonly amountMinor: bigint;
  readonly reason: string | null;
  readonly placementKey: string | null;
  readonly retryOf?: Id<'ref'>;
}

/** Writes the refund down; the caller holds the payment's lock. The database keeps the sum within what was paid. */
export async function reserveRefund(
  tx: Database,
  ctx: Context,
  payment: Payment,
  input: NewRefund,
): Promise<Id<'ref'>> {
  const now = ctx.now();
  const id = newId('ref', now.getTime());
  const by = actorId(ctx.actor);
  await tx.insert(refunds).values({
    ...input,
    id,
    paymentId: payment.id,
    // Letters and digits alone: Alipay takes no special characters in it.
    refundRequestId: id.replace('_', ''),
    currency: payment.currency,
    status: 'INIT',
    requestedBy: by,
    createdAt: now,
    updatedAt: now,
  });
  await recordTransition(tx, ctx, {
    noun: 'refund',
    subjectId: id,
    from: null,
    to: 'INIT',
    road: roadOf(ctx.actor),
    evidenceId: by,
  });
  await addJob(tx, 'refund', { refundId: id }, { key: `refund:${id}` });
  return id;
}

type Refund = typeof refunds.$inferSelect;

async function findAsked(tx: Database, paymentId: Id<'pay'>, placementKey: string): Promise<Refund | null> {
  const [row] = await tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.paymentId, paymentId), eq(refunds.placementKey, placementKey)));
  return row ?? null;
}

/**
 * What the same click asked for before. Whoever names another sum now has not seen it: they are told, not handed a refund of
 * another sum as theirs.
 *
 * @throws Refusal `refund_not_possible`
 */
function sameRefund({ id, currency, amountMinor }: Refund, askedMinor: bigint | null): RefundRequested {
  if (askedMinor === null || askedMinor === amountMinor) return { refundId: id, isNew: false };
  const sentence = `A refund of ${say(currency, amountMinor)} was asked for before, and its answer did not reach you. Nothing more was sent. Close this and look at the page again.`;
  throw new Refusal('refund_not_possible', { amount: sentence }, sentence);
}

function readAmount(payment: Payment, typed: string | undefined): bigint | null {
  if (!typed) return null;
  if (!isCurrency(payment.currency)) throw new Error(`payment ${payment.id} has an unknown currency`);
  try {
    return parseMajor(typed, payment.currency).minor;
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw new Refusal('invalid_input', { amount: error.message });
  }
}

/** @throws Refusal `refund_exceeds_balance`, `refund_amount_not_taken` */
function refuseAmount(payment: Payment, advice: Extract<RefundAdvice, { kind: 'can' }>, amountMinor: bigint): void {
  const problem = refundAmountProblem(advice, amountMinor, payment.amountMinor);
  if (!problem) return;
  const { currency } = payment;
  const sentences: Record<RefundAmountProblem, string> = {
    more_than_left: `${say(currency, advice.leftMinor)} is left to refund; you entered ${say(currency, amountMinor)}. Enter ${say(currency, advice.leftMinor)} or less.`,
    below_minimum: `The smallest refund to this wallet is ${say(currency, advice.minimumMinor)}.`,
    not_a_multiple: `A refund to this wallet is a multiple of ${say(currency, advice.stepMinor)}.`,
    only_whole: `This wallet takes back the whole only: ${say(currency, payment.amountMinor)}.`,
    rest_below_minimum: `The rest would be below ${say(currency, advice.minimumMinor)} and could never go back. Refund all of ${say(currency, advice.leftMinor)}, or less.`,
  };
  const sentence = sentences[problem];
  const code = problem === 'more_than_left' ? 'refund_exceeds_balance' : 'refund_amount_not_taken';
  throw new Refusal(code, { amount: sentence }, sentence);
}

function say(currency: string, minor: bigint | null): string {
  return isCurrency(currency) && minor !== null ? formatMoney({ currency, minor }, { style: 'symbol' }) : '';
}

const WHY_NOT: Record<Extract<RefundAdvice, { kind: 'cannot' }>['why'], string> = {
  not_paid: 'It is not paid.',
  cancelled: 'It was cancelled, and the money went back whole.',
  cancelling: 'It is being cancelled.',
  nothing_left: 'All of it has gone back, or is on its way.',
  left_below_minimum: 'What is left is below the wallet’s smallest refund.',
  window_over: 'The wallet takes nothing back after this time.',
};
