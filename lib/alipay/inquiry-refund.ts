/**
 * inquiryRefund: "what became of that refund?"
 *
 * The outer `result` says whether the question was understood; `refundStatus` says what happened to the money. A refund that
 * Alipay does not know (an F, or an S without a word about it) is not failed: the call may never have arrived, or be on its way.
 *
 * Wire: POST /ams/api/v1/payments/inquiryRefund, by refundRequestId.
 */
import type { z } from 'zod';
import { malformed, type Outcome } from '@/lib/alipay/outcome';
import { refundFields, refundWord, type RefundWord } from '@/lib/alipay/refund';
import { failure, readAnswer, wireText } from '@/lib/alipay/wire-answer';
import { encode, text } from '@/lib/alipay/wire-input';

/** Stands for the code of a failed refund: the answer has no field for one. */
const CODE_NOT_TOLD = 'CODE_NOT_TOLD';

/** @throws WireInputError */
export function buildInquiryRefund(input: { readonly refundRequestId: string }): Uint8Array {
  return encode({ refundRequestId: text('refundRequestId', input.refundRequestId, 64) });
}

const answer = refundFields.extend({ refundStatus: wireText(64) });

const NOT_KNOWN = ['REFUND_NOT_EXIST', 'ORDER_NOT_EXIST'];

/** @param asked the refundRequestId asked about; an answer that names another is not ours */
export function readInquiryRefund(body: Uint8Array, asked: { readonly refundRequestId: string }): Outcome<RefundWord> {
  const outcome = readAnswer(body, answer, foldStatus, {
    refundRequestId: asked.refundRequestId,
    failureIsAbout: 'request',
  });
  if (outcome.kind === 'failed' && outcome.about === 'request' && NOT_KNOWN.includes(outcome.code)) {
    return { kind: 'unknown', reason: 'not_known', code: outcome.code, message: outcome.message };
  }
  return outcome;
}

function foldStatus(told: z.output<typeof answer>): Outcome<RefundWord> {
  switch (told.refundStatus) {
    case 'SUCCESS':
      return { kind: 'succeeded', value: refundWord(told) };
    case 'FAIL':
      return failure(CODE_NOT_TOLD, '', 'subject');
    case 'PROCESSING':
      return { kind: 'unknown', reason: 'in_process' };
    case null:
      return { kind: 'unknown', reason: 'not_known' };
    default:
      return malformed('the answer has no refundStatus that we know');
  }
}
