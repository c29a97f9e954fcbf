/** inquiryPayment (protocol 3.6): what is true of a payment. Its result speaks of the question only. */
import { toWireTime } from '../clock';
import { type Body } from '../fields';
import { type Ledger, type Payment, type Refund } from '../ledger';
import { type Answer, answer, type ResultCode, resultOf } from '../results';
import { failureOf } from '../settle';
import { refundAmountOf, refundFailureOf } from '../settle-refund';
import { type World } from '../world';
import { describePayment, namedPayment } from './payment-answers';

function codeOf(payment: Payment): ResultCode {
  switch (payment.status) {
    case 'SUCCESS':
      return 'SUCCESS';
    case 'PROCESSING':
      return 'PAYMENT_IN_PROCESS';
    case 'CANCELLED':
      return 'ORDER_IS_CANCELED';
    case 'FAIL':
      return failureOf(payment);
  }
}

function transactionOf(refund: Refund): Record<string, unknown> {
  const { status, refundId, refundRequestId, createdAt, settledAt } = refund;
  const codes = { SUCCESS: 'SUCCESS', PROCESSING: 'REFUND_IN_PROCESS', FAIL: refundFailureOf(refund) } as const;
  return {
    transactionResult: resultOf(codes[status]),
    transactionId: refundId,
    transactionType: 'REFUND',
    transactionStatus: status,
    transactionAmount: refundAmountOf(refund),
    transactionRequestId: refundRequestId,
    transactionTime: toWireTime(settledAt ?? createdAt),
  };
}

/** What was refused at the door was never a transaction: it has no moment to settle at. */
function transactionsOf(ledger: Ledger, payment: Payment): Record<string, unknown> {
  const refunds = ledger.refundsOf(payment).filter(({ status, settleAt }) => status !== 'FAIL' || settleAt !== null);
  return refunds.length === 0 ? {} : { transactions: refunds.map(transactionOf) };
}

export function inquiryPayment(world: World, body: Body): Answer {
  const payment = namedPayment(world.ledger, body);
  if (!payment) return answer('ORDER_NOT_EXIST');
  const { resultCode, resultMessage } = resultOf(codeOf(payment));
  return answer('SUCCESS', {
    paymentStatus: payment.status,
    paymentResultCode: resultCode,
    paymentResultMessage: resultMessage,
    ...describePayment(payment),
    paymentMethodType: payment.wallet,
    ...transactionsOf(world.ledger, payment),
    ...(payment.metadata === null ? {} : { metadata: payment.metadata }),
  });
}
