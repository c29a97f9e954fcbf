/**
 * refund (protocol 3.8, 4.7, 10.4): gives back a paid payment, whole or in parts, never more than was paid. It needs no
 * token, so it works after an unlinking too (5.7).
 */
import { toWireTime } from '../clock';
import { type Body, flagAt, requiredTextAt, textAt } from '../fields';
import { newRefundId } from '../ids';
import { type Payment, type Refund } from '../ledger';
import { type Answer, answer, type ResultCode } from '../results';
import { failureOf } from '../settle';
import { merchantBalanceChange, refundAmountOf, refundedOf, refundFailureOf, settleRefund } from '../settle-refund';
import { type SpecialAmount, specialAmount } from '../special-amounts';
import { walletNamed } from '../wallets';
import { type World } from '../world';
import { amountProblem } from './pay';

const DAY_MS = 86_400_000;
/** Where neither table nor contract says how long a payment can be refunded (protocol 4.7: "365 days mostly"). */
const DEFAULT_WINDOW_DAYS = 365;

function answerOf(refund: Refund): Answer {
  const { refundRequestId, refundId, paymentId, settledAt } = refund;
  const facts = { refundRequestId, refundId, paymentId, refundAmount: refundAmountOf(refund) };
  switch (refund.status) {
    case 'SUCCESS':
      return answer('SUCCESS', { ...facts, ...(settledAt === null ? {} : { refundTime: toWireTime(settledAt) }) });
    case 'PROCESSING':
      return answer('REFUND_IN_PROCESS', facts);
    case 'FAIL':
      return answer(refundFailureOf(refund), { refundRequestId });
  }
}

/** Compared: the payment, and the amount with its currency (protocol 4.3). */
function isSameRefund(known: Refund, asked: Refund): boolean {
  return known.paymentId === asked.paymentId && known.currency === asked.currency && known.value === asked.value;
}

/** Why a payment in this state has nothing to give back. */
function stateRefusal(payment: Payment): ResultCode | undefined {
  switch (payment.status) {
    case 'SUCCESS':
      return undefined;
    case 'CANCELLED':
      return 'ORDER_IS_CANCELED';
    case 'FAIL':
      return failureOf(payment) === 'ORDER_IS_CLOSED' ? 'ORDER_IS_CLOSED' : 'ORDER_STATUS_INVALID';
    case 'PROCESSING':
      return 'ORDER_STATUS_INVALID';
  }
}

function windowEndsAt(world: World, payment: Payment): number {
  const days = world.ledger.settings.refundWindowDays[payment.wallet] ?? walletNamed(payment.wallet).refundWindowDays;
  return (payment.paidAt ?? payment.createdAt) + (days ?? DEFAULT_WINDOW_DAYS) * DAY_MS;
}

function meaningOf({ ledger }: World, { currency, value }: Refund): SpecialAmount | undefined {
  return ledger.settings.specialAmounts === 'on' ? specialAmount(currency, value) : undefined;
}

/** What stands between a well-formed request and the refund; each is final for this refundRequestId. */
function refusalOf(world: World, payment: Payment, refund: Refund): ResultCode | undefined {
  const { ledger, clock } = world;
  const { unrefundableWallets, singleRefundWallets, merchantBalance } = ledger.settings;
  const state = stateRefusal(payment);
  if (state) return state;
  if (refund.currency !== payment.currency) return 'CURRENCY_NOT_SUPPORT';
  if (unrefundableWallets.includes(payment.wallet)) return 'REFUND_NOT_SUPPORTED';
  if (clock.now() > windowEndsAt(world, payment)) return 'REFUND_WINDOW_EXCEED';
  const refunded = refundedOf(ledger, payment);
  if (refunded > 0n && singleRefundWallets.includes(payment.wallet)) return 'MULTIPLE_REFUNDS_NOT_SUPPORTED';
  const value = BigInt(refund.value);
  if (refunded + value > BigInt(payment.value)) return 'REFUND_AMOUNT_EXCEED';
  if (value < BigInt(payment.value) && !walletNamed(payment.wallet).partialRefund) {
    return 'PARTIAL_REFUND_NOT_SUPPORTED';
  }
  const meaning = meaningOf(world, refund);
  if (meaning?.kind === 'refund_refused') return meaning.code;
  const held = merchantBalance[refund.currency];
  return held !== undefined && BigInt(held) < value ? 'MERCHANT_BALANCE_NOT_ENOUGH' : undefined;
}

function refundOf(world: World, body: Body): Refund {
  const now = world.clock.now();
  return {
    refundRequestId: requiredTextAt(body, 'refundRequestId'),
    refundId: newRefundId(now),
    paymentId: requiredTextAt(body, 'paymentId'),
    paymentRequestId: '',
    status: 'PROCESSING',
    failureCode: null,
    currency: requiredTextAt(body, 'refundAmount.currency'),
    value: requiredTextAt(body, 'refundAmount.value'),
    notifyUrl: textAt(body, 'refundNotifyUrl') ?? null,
    createdAt: now,
    settleAt: now,
    settledAt: null,
  };
}

/** How long it stays in process; undefined: it is settled before it is answered. */
function delayOf(world: World, body: Body, refund: Refund): number | undefined {
  const { refundAnswer, refundSettleMs } = world.ledger.settings;
  const meaning = meaningOf(world, refund);
  if (meaning?.kind === 'refund_slow') return meaning.settleMs;
  const waits = meaning?.kind === 'refund_fails' || refundAnswer === 'in_process' || flagAt(body, 'isAsyncRefund');
  return waits ? refundSettleMs : undefined;
}

export interface RefundOptions {
  /** The fault dial's: never settles. */
  forEver: boolean;
  /** Or settles after so many inquiries. */
  inquiries?: number | null;
}

export function refund(world: World, body: Body, { forEver, inquiries }: RefundOptions): Answer {
  const { ledger, refundAlarms } = world;
  const asked = refundOf(world, body);
  const known = ledger.refunds.get(asked.refundRequestId);
  if (known) return isSameRefund(known, asked) ? answerOf(known) : answer('REPEAT_REQ_INCONSISTENT');
  const payment = ledger.paymentById(asked.paymentId);
  if (!payment) return answer('ORDER_NOT_EXIST');
  const inCurrency = asked.currency === payment.currency;
  const amount = inCurrency ? amountProblem(walletNamed(payment.wallet), asked) : undefined;
  // The request is wrong and not the refund: nothing is kept, and the same id may come again with a right amount.
  if (amount) return answer('PARAM_ILLEGAL', undefined, `Illegal parameters. refundAmount ${amount}.`);

  const bound: Refund = { ...asked, paymentRequestId: payment.paymentRequestId };
  const refusal = refusalOf(world, payment, bound);
  if (refusal) {
    const refused: Refund = {
      ...bound,
      status: 'FAIL',
      failureCode: refusal,
      settleAt: null,
      settledAt: asked.createdAt,
    };
    ledger.commit({ refund: refused });
    return answerOf(refused);
  }
  const charge = merchantBalanceChange(ledger, bound.currency, -BigInt(bound.value));
  const delayMs = delayOf(world, body, bound);
  if (delayMs === undefined && !forEver) {
    ledger.commit({ refund: bound }, ...charge);
    return answerOf(settleRefund(world, bound));
  }
  const waiting: Refund = {
    ...bound,
    settleAt: forEver ? null : bound.createdAt + (delayMs ?? 0),
    ...(typeof inquiries === 'number' ? { inquiriesLeft: inquiries } : {}),
  };
  ledger.commit({ refund: waiting }, ...charge);
  refundAlarms.set(waiting);
  return answerOf(waiting);
}
