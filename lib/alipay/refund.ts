/**
 * refund: "give this much of that payment back".
 *
 * The refundRequestId is Alipay's idempotency key: repeated with the same payment and amount, money goes back at most once. S is refunded, on
 * Alipay's side (the wallet may credit its customer later), F is finished for this refundRequestId, everything else is unknown and never failed.
 * After a send whose answer is unknown, a failure that speaks of the request says nothing about what that send did.
 *
 * Wire: POST /ams/api/v1/payments/refund. Does not know: what is left to return, the refund window, whether anything was sent before.
 */
import { z } from 'zod';
import type { Money } from '@/lib/kit/money';
import { malformed, type Outcome } from '@/lib/alipay/outcome';
import { readAnswer, wireAmount, wireText, wireTime } from '@/lib/alipay/wire-answer';
import { address, amount, encode, flag, optionalText, requestId, text } from '@/lib/alipay/wire-input';

export interface RefundInput {
  /** Our id of this refund. Letters, digits, `_` and `-` only. */
  readonly refundRequestId: string;
  /** Alipay's id of the payment, not ours. */
  readonly paymentId: string;
  /** In the payment's currency. */
  readonly amount: Money;
  /** The shop's own id of the return. */
  readonly referenceRefundId?: string;
  readonly reason?: string;
  readonly refundNotifyUrl: string;
  /** Asks for an answer before the end is known. */
  readonly isAsync?: boolean;
}

export interface SettledRefund {
  readonly status: 'SUCCESS';
  /** Alipay's id of the refund. */
  readonly refundId: string;
  readonly refundRequestId: string | null;
  /** What Alipay says it returned; compare it before believing. */
  readonly amount: Money | null;
  readonly refundedAt: Date | null;
}

/** @throws WireInputError */
export function buildRefund(input: RefundInput): Uint8Array {
  return encode({
    refundRequestId: requestId('refundRequestId', input.refundRequestId),
    paymentId: text('paymentId', input.paymentId, 64),
    refundAmount: amount('refundAmount', input.amount),
    referenceRefundId: optionalText('referenceRefundId', input.referenceRefundId, 64),
    refundReason: optionalText('refundReason', input.reason, 256),
    refundNotifyUrl: address('refundNotifyUrl', input.refundNotifyUrl, 1024),
    isAsyncRefund: flag(input.isAsync),
  });
}

/** The fields of a refund that all its messages share. */
export const refundFields = z.object({
  refundRequestId: wireText(64),
  refundId: wireText(64),
  refundAmount: wireAmount,
  refundTime: wireTime,
});

const answer = refundFields.extend({ paymentId: wireText(64) });

/** @param asked the ids that were sent; an answer that names others is not ours */
export function readRefund(
  body: Uint8Array,
  asked: { readonly refundRequestId: string; readonly paymentId: string },
): Outcome<SettledRefund> {
  const { refundRequestId, paymentId } = asked;
  return readAnswer(body, { api: 'refund', ids: { refundRequestId, paymentId } }, answer, foldRefunded);
}

/** A settled refund out of its fields, shared by the three messages that can say so. */
export function foldRefunded(told: z.output<typeof refundFields>): Outcome<SettledRefund> {
  if (told.refundId === null) return malformed('refunded, but without a refundId');
  return {
    kind: 'succeeded',
    value: {
      status: 'SUCCESS',
      refundId: told.refundId,
      refundRequestId: told.refundRequestId,
      amount: told.refundAmount,
      refundedAt: told.refundTime,
    },
  };
}
