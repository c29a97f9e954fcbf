/** inquiryRefund (protocol 3.9): what is true of a refund. Its result speaks of the question only. */
import { toWireTime } from '../clock';
import { type Body, textAt } from '../fields';
import { type Ledger, type Refund } from '../ledger';
import { type Answer, answer } from '../results';
import { refundAmountOf } from '../settle-refund';
import { type World } from '../world';

/** refundId wins over refundRequestId. */
export function namedRefund(ledger: Ledger, body: Body): Refund | undefined {
  const refundId = textAt(body, 'refundId');
  if (refundId !== undefined) return ledger.refundById(refundId);
  return ledger.refunds.get(textAt(body, 'refundRequestId') ?? '');
}

export function inquiryRefund({ ledger }: World, body: Body): Answer {
  const refund = namedRefund(ledger, body);
  // Some of the documents' text has an unknown refund come back as a success without fields (protocol 3.9).
  if (!refund) return ledger.settings.unknownRefund === 'empty' ? answer('SUCCESS') : answer('REFUND_NOT_EXIST');
  const { status, refundId, refundRequestId, settledAt } = refund;
  return answer('SUCCESS', {
    refundStatus: status,
    refundId,
    refundRequestId,
    refundAmount: refundAmountOf(refund),
    ...(status === 'SUCCESS' && settledAt !== null
      ? { refundTime: toWireTime(settledAt), actualRefundAmount: refundAmountOf(refund) }
      : {}),
  });
}
