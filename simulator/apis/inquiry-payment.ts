/** inquiryPayment (protocol 3.6): what is true of a payment. Its result speaks of the question only. */
import { type Body } from '../fields';
import { type Payment } from '../ledger';
import { type Answer, answer, type ResultCode, resultOf } from '../results';
import { failureOf } from '../settle';
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
  });
}
