/**
 * notifyPayment: "this is what became of that payment."
 *
 * The same S means paid in PAYMENT_RESULT and *still processing* in PAYMENT_PENDING. This file folds both, so that nobody above takes
 * the second for the first.
 *
 * Comes after `verifyNotification`. Wire: protocol 3.10. Does not know: whether the payment is ours, or what we hold of it.
 */
import { z } from 'zod';
import type { MalformedNotification } from '@/lib/alipay/notification';
import { malformed, type Outcome } from '@/lib/alipay/outcome';
import { foldPaid, paidFields, type PaidPayment } from '@/lib/alipay/pay';
import {
  describeIssues,
  failure,
  foldResult,
  readJsonObject,
  wireRequired,
  wireResult,
  type WireResult,
} from '@/lib/alipay/wire-answer';

export interface PaymentNotification {
  readonly kind: 'payment';
  readonly notifyType: 'PAYMENT_RESULT' | 'PAYMENT_PENDING';
  readonly paymentRequestId: string;
  readonly paymentId: string;
  readonly outcome: Outcome<PaidPayment>;
  /** The code of the payment's result, for the evidence. */
  readonly resultCode: string;
}

const message = paidFields.extend({
  notifyType: z.enum(['PAYMENT_RESULT', 'PAYMENT_PENDING']),
  result: wireResult,
  paymentRequestId: wireRequired(64),
  paymentId: wireRequired(64),
});

export function readPaymentNotification(body: Uint8Array): PaymentNotification | MalformedNotification {
  const json = readJsonObject(body);
  if (json === null) return { kind: 'malformed', problem: 'the body is not a JSON object' };
  const read = message.safeParse(json);
  if (!read.success) return { kind: 'malformed', problem: describeIssues(read.error) };
  const { notifyType, paymentRequestId, paymentId, result } = read.data;
  const outcome = foldNotification(read.data);
  return { kind: 'payment', notifyType, paymentRequestId, paymentId, outcome, resultCode: result.resultCode };
}

function foldNotification(told: z.output<typeof message>): Outcome<PaidPayment> {
  const { result, paymentId } = told;
  if (told.notifyType === 'PAYMENT_PENDING') return pending(result, paymentId);
  const folded = foldResult('pay', result);
  if (folded === 'done') {
    return told.paymentAmount === null ? malformed('paid, but without an amount', paymentId) : foldPaid(told);
  }
  // Every F here speaks of the payment: there was no request of ours that it could speak of.
  if (folded.kind === 'failed') return failure('pay', result.resultCode, result.resultMessage, 'subject');
  return { ...folded, ...(folded.kind === 'unknown' && { paymentId }) };
}

/** "Still pending" is not final, whatever status it carries; the result or an inquiry will tell. */
function pending(result: WireResult, paymentId: string): Outcome<PaidPayment> {
  return { kind: 'unknown', reason: 'in_process', code: result.resultCode, message: result.resultMessage, paymentId };
}
