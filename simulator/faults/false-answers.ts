/**
 * Answers that are properly signed and not true: a dictated result, another amount, another order's. The ledger keeps
 * what really happened. It refuses to know how an answer travels.
 */
import { inquiryPayment } from '../apis/inquiry-payment';
import { answerOf as payAnswerOf } from '../apis/pay';
import { type Body } from '../fields';
import { newId, newPaymentId, newRefundId } from '../ids';
import { type Ledger, type Payment } from '../ledger';
import { type Answer, isResultCode, type Result, resultOf } from '../results';
import { type World } from '../world';
import { tellsAmount, withOtherAmounts } from './disguise';
import { type Subject } from './facts';
import { type FaultRule } from './rules';

/** Any code at all, acted on or not by nobody. */
export function dictated(rule: FaultRule): Answer {
  const code = rule.code ?? 'PROCESS_FAIL';
  const known: Result = isResultCode(code)
    ? resultOf(code)
    : { resultCode: code, resultStatus: 'F', resultMessage: code };
  return { result: rule.status === null ? known : { ...known, resultStatus: rule.status } };
}

export interface Told {
  api: string;
  body: Body;
  subject: Subject;
}

/** What is told in the place of the true answer; the true answer itself when the rule is about something else. */
export function falseAnswer(world: World, told: Told, truth: Answer, rule: FaultRule | undefined): Answer {
  switch (rule?.do) {
    case 'other_amount':
    case 'other_currency':
      return { ...truth, fields: withOtherAmounts(withAmount(told.body, truth.fields ?? {}), rule.do, rule.value) };
    case 'other_order':
      return answerOfAnother(world, told, truth);
    default:
      return truth;
  }
}

/** A failure may come without any amount; then the one that was asked for is what is told wrongly. */
function withAmount({ paymentAmount, refundAmount }: Body, fields: Record<string, unknown>): Record<string, unknown> {
  if (tellsAmount(fields)) return fields;
  return { ...fields, ...(paymentAmount === undefined ? { refundAmount } : { paymentAmount }) };
}

/** The latest other payment, a paid one if there is any: that is the answer that tempts most. */
function anotherPayment({ payments }: Ledger, asked: string | null): Payment | undefined {
  const others = [...payments.values()].filter(({ paymentRequestId }) => paymentRequestId !== asked);
  return others.findLast(({ status }) => status === 'SUCCESS') ?? others.at(-1);
}

function answerOfAnother(world: World, { api, subject }: Told, truth: Answer): Answer {
  const other = anotherPayment(world.ledger, subject.paymentRequestId);
  if (other && api === 'pay') return payAnswerOf(other);
  if (other && api === 'inquiryPayment') return inquiryPayment(world, { paymentId: other.paymentId });
  const fields = truth.fields ?? {};
  const otherRefund = [...world.ledger.refunds.values()].findLast(
    ({ refundRequestId }) => refundRequestId !== subject.requestId,
  );
  const ids = {
    paymentRequestId: other?.paymentRequestId ?? newId('other_'),
    paymentId: other?.paymentId ?? newPaymentId(world.clock.now()),
    refundRequestId: otherRefund?.refundRequestId ?? newId('other_'),
    refundId: otherRefund?.refundId ?? newRefundId(world.clock.now()),
  };
  const told = Object.entries(ids).filter(([name]) => name.startsWith('payment') || name in fields);
  return { ...truth, fields: { ...fields, ...Object.fromEntries(told) } };
}
