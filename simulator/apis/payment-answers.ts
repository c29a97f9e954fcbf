/** How a payment is named in a request and described in an answer; shared by pay, inquiryPayment and cancel. */
import { toWireTime } from '../clock';
import { type Body, textAt } from '../fields';
import { type Ledger, type Payment } from '../ledger';

/** paymentId wins over paymentRequestId (protocol 3.6). */
export function namedPayment(ledger: Ledger, body: Body): Payment | undefined {
  const paymentId = textAt(body, 'paymentId');
  if (paymentId !== undefined) return ledger.paymentById(paymentId);
  return ledger.payments.get(textAt(body, 'paymentRequestId') ?? '');
}

export function describePayment(payment: Payment): Record<string, unknown> {
  const amount = { currency: payment.currency, value: payment.value };
  const paid = payment.status === 'SUCCESS' && payment.paidAt !== null;
  return {
    paymentRequestId: payment.paymentRequestId,
    paymentId: payment.paymentId,
    paymentAmount: amount,
    ...(paid ? { actualPaymentAmount: amount } : {}),
    paymentCreateTime: toWireTime(payment.createdAt),
    ...(paid && payment.paidAt !== null ? { paymentTime: toWireTime(payment.paidAt) } : {}),
  };
}
