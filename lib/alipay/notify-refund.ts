/**
 * notifyRefund: "this is what became of that refund."
 *
 * Two fields look alike: `result` may say that the refund was accepted; `refundStatus` says what happened. This file decides
 * on the second alone.
 *
 * Comes after `verifyNotification`. Wire: protocol 3.10. Does not know: whether the refund is ours.
 */
import { z } from 'zod';
import type { MalformedNotification } from '@/lib/alipay/notification';
import type { Outcome } from '@/lib/alipay/outcome';
import { refundFields, refundWord, type RefundWord } from '@/lib/alipay/refund';
import { describeIssues, failure, readJsonObject, wireResult } from '@/lib/alipay/wire-answer';

export interface RefundNotification {
  readonly kind: 'refund';
  readonly refundRequestId: string;
  readonly refundId: string;
  readonly outcome: Outcome<RefundWord>;
}

const message = refundFields.extend({
  notifyType: z.literal('REFUND_RESULT'),
  result: wireResult,
  refundStatus: z.enum(['SUCCESS', 'FAIL']),
  refundRequestId: z.string().min(1).max(64),
  refundId: z.string().min(1).max(64),
});

export function readRefundNotification(body: Uint8Array): RefundNotification | MalformedNotification {
  const json = readJsonObject(body);
  if (json === null) return { kind: 'malformed', problem: 'the body is not a JSON object' };
  const read = message.safeParse(json);
  if (!read.success) return { kind: 'malformed', problem: describeIssues(read.error) };
  const { refundRequestId, refundId } = read.data;
  return { kind: 'refund', refundRequestId, refundId, outcome: foldNotification(read.data) };
}

function foldNotification(told: z.output<typeof message>): Outcome<RefundWord> {
  if (told.refundStatus === 'SUCCESS') return { kind: 'succeeded', value: refundWord(told) };
  const { resultCode, resultStatus, resultMessage } = told.result;
  // "Accepted, and failed in the end": the code then is SUCCESS and says nothing about why.
  return failure(resultStatus === 'S' ? 'CODE_NOT_TOLD' : resultCode, resultMessage, 'subject');
}
