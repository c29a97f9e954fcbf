/**
 * notifyRefund: "this is what became of that refund."
 *
 * Sent at a final state. It carries two words, `result` and `refundStatus`, and only the second decides: an S there may mean no more than that
 * the refund was accepted.
 *
 * Comes after `verifyNotification`. Wire: protocol 3.10. Does not know: whether the refund is ours, or what we hold of it.
 */
import { z } from 'zod';
import type { MalformedNotification } from '@/lib/alipay/notification';
import { CODE_NOT_TOLD, malformed, type Outcome } from '@/lib/alipay/outcome';
import { foldRefunded, refundFields, type SettledRefund } from '@/lib/alipay/refund';
import { describeIssues, failure, readJsonObject, wireRequired, wireResult } from '@/lib/alipay/wire-answer';

export interface RefundNotification {
  readonly kind: 'refund';
  readonly refundRequestId: string;
  readonly refundId: string;
  readonly outcome: Outcome<SettledRefund>;
  /** The code beside `refundStatus`, for the evidence. */
  readonly resultCode: string;
}

const message = refundFields.extend({
  notifyType: z.literal('REFUND_RESULT'),
  result: wireResult,
  refundStatus: z.enum(['SUCCESS', 'FAIL']),
  refundRequestId: wireRequired(64),
  refundId: wireRequired(64),
});

export function readRefundNotification(body: Uint8Array): RefundNotification | MalformedNotification {
  const json = readJsonObject(body);
  if (json === null) return { kind: 'malformed', problem: 'the body is not a JSON object' };
  const read = message.safeParse(json);
  if (!read.success) return { kind: 'malformed', problem: describeIssues(read.error) };
  const { refundRequestId, refundId, result } = read.data;
  const outcome = foldNotification(read.data);
  return { kind: 'refund', refundRequestId, refundId, outcome, resultCode: result.resultCode };
}

function foldNotification(told: z.output<typeof message>): Outcome<SettledRefund> {
  const { result, refundId } = told;
  if (told.refundStatus === 'SUCCESS') {
    return told.refundAmount === null
      ? { ...malformed('refunded, but without an amount'), refundId }
      : foldRefunded(told);
  }
  // The result's code is the reason only where it is a reason: "accepted" beside a failure is none.
  return result.resultStatus === 'F' && result.resultCode !== 'SUCCESS'
    ? failure('refund', result.resultCode, result.resultMessage, 'subject')
    : failure('refund', CODE_NOT_TOLD, '', 'subject');
}
