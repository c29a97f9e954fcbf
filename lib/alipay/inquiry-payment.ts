/**
 * inquiryPayment: "what became of that payment?"
 *
 * The answer carries two results that look alike. The outer `result` says whether the question was understood; `paymentStatus` says
 * what happened to the money. Reading the first as the second marks unpaid orders paid. This file folds both into one Outcome so that
 * nobody above can make that mistake.
 *
 * A question that failed says nothing about the payment. That holds for ORDER_NOT_EXIST too: the pay may still be on its way, and only
 * the caller knows whether it has expired.
 *
 * Wire: POST /ams/api/v1/payments/inquiryPayment, by paymentRequestId.
 */
import { z } from 'zod';
import type { Money } from '@/lib/kit/money';
import { malformed, type Outcome } from '@/lib/alipay/outcome';
import { foldPaid, paidFields, type PaidPayment } from '@/lib/alipay/pay';
import { failure, readAnswer, wireText } from '@/lib/alipay/wire-answer';
import { encode, text } from '@/lib/alipay/wire-input';

/** A final word that is not a failure: paid, or cancelled (any money went back). */
export type PaymentWord =
  PaidPayment | { readonly status: 'CANCELLED'; readonly paymentId: string | null; readonly amount: Money | null };

/** Stands for the code of a failed payment when Alipay gives none. */
const CODE_NOT_TOLD = 'CODE_NOT_TOLD';

/** @throws WireInputError */
export function buildInquiryPayment(input: { readonly paymentRequestId: string }): Uint8Array {
  return encode({ paymentRequestId: text('paymentRequestId', input.paymentRequestId, 64) });
}

const answer = paidFields.extend({
  paymentStatus: wireText(64),
  paymentResultCode: wireText(64),
  // Text for people only: however long it is, it must not make a payment's end unreadable.
  paymentResultMessage: z
    .unknown()
    .optional()
    .transform((message) => (typeof message === 'string' ? message : '')),
});

/** @param asked the paymentRequestId asked about; an answer that names another is not ours */
export function readInquiryPayment(
  body: Uint8Array,
  asked: { readonly paymentRequestId: string },
): Outcome<PaymentWord> {
  return readAnswer(body, answer, foldStatus, { ...asked, failureIsAbout: 'request' });
}

function foldStatus(told: z.output<typeof answer>): Outcome<PaymentWord> {
  const paymentId = told.paymentId ?? undefined;
  switch (told.paymentStatus) {
    case 'SUCCESS':
      return foldPaid(told);
    case 'CANCELLED':
      return {
        kind: 'succeeded',
        value: { status: 'CANCELLED', paymentId: told.paymentId, amount: told.paymentAmount },
      };
    case 'FAIL':
      return failure(told.paymentResultCode ?? CODE_NOT_TOLD, told.paymentResultMessage, 'subject');
    case 'PROCESSING':
    case 'PENDING':
      return {
        kind: 'unknown',
        reason: 'in_process',
        ...(told.paymentResultCode === null ? {} : { code: told.paymentResultCode }),
        ...(paymentId === undefined ? {} : { paymentId }),
      };
    default:
      return malformed('the answer has no paymentStatus that we know', paymentId);
  }
}
