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
 * Wire: POST /ams/api/v1/payments/inquiryPayment.
 */
import { z } from 'zod';
import type { Money } from '@/lib/kit/money';
import { CODE_NOT_TOLD, malformed, type Outcome } from '@/lib/alipay/outcome';
import { foldPaid, paidFields, type PaidPayment } from '@/lib/alipay/pay';
import { failure, readAnswer, wireAmount, wireLabel, wireText, wireTime } from '@/lib/alipay/wire-answer';
import { encode, paymentIds, type PaymentIds } from '@/lib/alipay/wire-input';

/** A final word that is not a failure: paid, or cancelled (any money went back). */
export type PaymentWord = (
  PaidPayment | { readonly status: 'CANCELLED'; readonly paymentId: string | null; readonly amount: Money | null }
) & {
  /** The payment's refunds as Alipay has them; absent when the answer lists none. */
  readonly refunds?: readonly ReportedRefund[];
};

/** A refund as an inquiry of its payment lists it; null for what could not be read. */
export interface ReportedRefund {
  readonly refundRequestId: string | null;
  readonly refundId: string | null;
  readonly status: 'SUCCESS' | 'FAIL' | 'PROCESSING' | null;
  readonly amount: Money | null;
  readonly refundedAt: Date | null;
}

/** @throws WireInputError */
export function buildInquiryPayment(input: PaymentIds): Uint8Array {
  return encode(paymentIds(input));
}

/** Beside the payment's own end: whatever is wrong with one of them, the end must be read. */
const transaction = z.object({
  transactionType: wireText(32),
  transactionId: wireText(64).catch(null),
  transactionRequestId: wireText(64).catch(null),
  transactionStatus: z.enum(['SUCCESS', 'FAIL', 'PROCESSING']).nullish().catch(null),
  transactionAmount: wireAmount.catch(null),
  transactionTime: wireTime,
});

const answer = paidFields.extend({
  paymentStatus: wireText(64),
  paymentResultCode: wireText(64).catch(null),
  paymentResultMessage: wireLabel,
  transactions: z.array(z.unknown()).catch([]),
});

/** @param asked the ids asked about; an answer that names another is not ours */
export function readInquiryPayment(body: Uint8Array, asked: PaymentIds): Outcome<PaymentWord> {
  return readAnswer(body, { api: 'inquiryPayment', ids: asked, failureIsAbout: 'request' }, answer, foldStatus);
}

function foldStatus(told: z.output<typeof answer>): Outcome<PaymentWord> {
  const paymentId = told.paymentId ?? undefined;
  switch (told.paymentStatus) {
    case 'SUCCESS':
      return withRefunds(foldPaid(told), told.transactions);
    case 'CANCELLED': {
      const value = { status: 'CANCELLED', paymentId: told.paymentId, amount: told.paymentAmount } as const;
      return withRefunds({ kind: 'succeeded', value }, told.transactions);
    }
    case 'FAIL':
      return failure('pay', told.paymentResultCode ?? CODE_NOT_TOLD, told.paymentResultMessage ?? '', 'subject');
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

function withRefunds(outcome: Outcome<PaymentWord>, transactions: readonly unknown[]): Outcome<PaymentWord> {
  const refunds = transactions.flatMap(readRefund);
  if (outcome.kind !== 'succeeded' || refunds.length === 0) return outcome;
  return { kind: 'succeeded', value: { ...outcome.value, refunds } };
}

function readRefund(entry: unknown): ReportedRefund[] {
  const read = transaction.safeParse(entry);
  if (!read.success || read.data.transactionType !== 'REFUND') return [];
  const told = read.data;
  return [
    {
      refundRequestId: told.transactionRequestId,
      refundId: told.transactionId,
      status: told.transactionStatus ?? null,
      amount: told.transactionAmount,
      refundedAt: told.transactionTime,
    },
  ];
}
