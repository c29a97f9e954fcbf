/**
 * cancel: "close that payment, and give the money back if it was paid".
 *
 * Repeating it does no harm. F says why this call did not cancel; it does not say whether the payment was paid, so the caller inquires. That
 * Alipay knows no such payment blocks nothing: a pay that arrives later is a new payment.
 *
 * Wire: POST /ams/api/v1/payments/cancel. Does not know: the cancel window.
 */
import { z } from 'zod';
import type { Outcome } from '@/lib/alipay/outcome';
import { readAnswer, wireText, wireTime } from '@/lib/alipay/wire-answer';
import { encode, paymentIds, type PaymentIds } from '@/lib/alipay/wire-input';

export interface CancelledPayment {
  readonly paymentId: string | null;
  readonly paymentRequestId: string | null;
  readonly cancelledAt: Date | null;
}

/** @throws WireInputError */
export function buildCancel(input: PaymentIds): Uint8Array {
  return encode(paymentIds(input));
}

const answer = z.object({ paymentId: wireText(64), paymentRequestId: wireText(64), cancelTime: wireTime });

/** @param asked the ids of what was to be cancelled; an answer that names another is not ours */
export function readCancel(body: Uint8Array, asked: PaymentIds): Outcome<CancelledPayment> {
  return readAnswer(body, { api: 'cancel', ids: asked }, answer, ({ paymentId, paymentRequestId, cancelTime }) => ({
    kind: 'succeeded',
    value: { paymentId, paymentRequestId, cancelledAt: cancelTime },
  }));
}
