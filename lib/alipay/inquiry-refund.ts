/**
 * inquiryRefund: "what became of that refund?"
 *
 * As with payments the outer `result` is the question's and `refundStatus` the refund's. That Alipay knows no such refund (as a refusal, or as a
 * success with nothing in it) is no end: ours may still be on its way, or never have arrived. It is *unknown*, and the refund is sent again
 * under its own id, which returns money at most once.
 *
 * Wire: POST /ams/api/v1/payments/inquiryRefund.
 */
import type { z } from 'zod';
import { CODE_NOT_TOLD, malformed, type Outcome } from '@/lib/alipay/outcome';
import { foldRefunded, refundFields, type SettledRefund } from '@/lib/alipay/refund';
import { failure, readAnswer, wireText } from '@/lib/alipay/wire-answer';
import { encode, refundIds, type RefundIds } from '@/lib/alipay/wire-input';

/** @throws WireInputError */
export function buildInquiryRefund(input: RefundIds): Uint8Array {
  return encode(refundIds(input));
}

const answer = refundFields.extend({ refundStatus: wireText(64) });

/** @param asked the ids asked about; an answer that names another is not ours */
export function readInquiryRefund(body: Uint8Array, asked: RefundIds): Outcome<SettledRefund> {
  const about = { api: 'inquiryRefund', ids: asked, failureIsAbout: 'request' } as const;
  const outcome = readAnswer(body, about, answer, foldStatus);
  const isNotKnown = outcome.kind === 'failed' && outcome.about === 'request' && notKnownCodes.has(outcome.code);
  return isNotKnown ? notKnown(outcome.code, outcome.message) : outcome;
}

const notKnownCodes: ReadonlySet<string> = new Set(['REFUND_NOT_EXIST', 'ORDER_NOT_EXIST']);

function notKnown(code?: string, message?: string): Outcome<never> {
  return { kind: 'unknown', reason: 'not_known', ...(code && { code }), ...(message && { message }) };
}

function foldStatus(told: z.output<typeof answer>): Outcome<SettledRefund> {
  const refundId = told.refundId ?? undefined;
  switch (told.refundStatus) {
    case 'SUCCESS':
      return foldRefunded(told);
    case 'FAIL':
      // The message has no field for the reason.
      return failure('refund', CODE_NOT_TOLD, '', 'subject');
    case 'PROCESSING':
      return { kind: 'unknown', reason: 'in_process', ...(refundId === undefined ? {} : { refundId }) };
    case null:
      return told.refundId === null && told.refundRequestId === null
        ? notKnown()
        : malformed('the answer has no refundStatus');
    default:
      return malformed('the answer has no refundStatus that we know');
  }
}
