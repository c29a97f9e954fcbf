/**
 * refund: "give this part of that payment back".
 *
 * One refundRequestId debits the merchant once at most, however often it is sent with the same amount and payment. S is
 * refunded, F is finished for this id, REFUND_IN_PROCESS and everything unclear is unknown and never failed.
 *
 * Wire: POST /ams/api/v1/payments/refund. Does not know: how much is left, whether anything was sent before.
 */
import { z } from 'zod';
import type { Money } from '@/lib/kit/money';
import type { Outcome } from '@/lib/alipay/outcome';
import { readAnswer, wireAmount, wireText, wireTime } from '@/lib/alipay/wire-answer';
import { address, amount, encode, optionalText, text } from '@/lib/alipay/wire-input';

export interface RefundInput {
  /** Our id of this refund, and Alipay's idempotency key. Letters and digits alone. */
  readonly refundRequestId: string;
  /** Alipay's id of the payment, not our request id. */
  readonly paymentId: string;
  readonly amount: Money;
  readonly referenceRefundId?: string;
  readonly refundReason?: string;
  readonly refundNotifyUrl: string;
}

/** A refund that is done on Alipay's side; the wallet may credit the customer later. */
export interface RefundWord {
  readonly status: 'SUCCESS';
  /** Alipay's id of the refund. */
  readonly refundId: string | null;
  readonly refundRequestId: string | null;
  /** What Alipay says went back; compare it before believing. */
  readonly amount: Money | null;
  readonly refundedAt: Date | null;
}

/** @throws WireInputError */
export function buildRefund(input: RefundInput): Uint8Array {
  return encode({
    refundRequestId: text('refundRequestId', input.refundRequestId, 64),
    paymentId: text('paymentId', input.paymentId, 64),
    refundAmount: amount('refundAmount', input.amount),
    referenceRefundId: optionalText('referenceRefundId', input.referenceRefundId, 64),
    refundReason: optionalText('refundReason', input.refundReason, 256),
    refundNotifyUrl: address('refundNotifyUrl', input.refundNotifyUrl, 1024),
  });
}

/** The fields of a refund that all its messages share. */
export const refundFields = z.object({
  refundRequestId: wireText(64),
  refundId: wireText(64),
  refundAmount: wireAmount,
  refundTime: wireTime,
});

/** @param asked the refundRequestId that was sent; an answer that names another is not ours */
export function readRefund(body: Uint8Array, asked: { readonly refundRequestId: string }): Outcome<RefundWord> {
  return readAnswer(body, refundFields, (told) => ({ kind: 'succeeded', value: refundWord(told) }), {
    refundRequestId: asked.refundRequestId,
  });
}

export function refundWord(told: z.output<typeof refundFields>): RefundWord {
  return {
    status: 'SUCCESS',
    refundId: told.refundId,
    refundRequestId: told.refundRequestId,
    amount: told.refundAmount,
    refundedAt: told.refundTime,
  };
}
