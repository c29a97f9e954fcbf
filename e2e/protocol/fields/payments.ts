/** Protocol 3.6 to 3.9: inquiryPayment, cancel, refund, inquiryRefund. */
import { amountFields, answerAmount, type Field, type MessageTable } from './field';

/** One of two ids must be given (protocol 3.6, 3.7, 3.9); each is needed where the other is not there. */
function oneOf(own: string, other: string): readonly Field[] {
  return [own, other].map((at, index) => ({
    at,
    type: 'text',
    max: 64,
    required: {
      when: `${index === 0 ? other : own} is not given`,
      given: { [own]: undefined, [other]: undefined, [at]: 'unknown' },
    },
  }));
}

const ACCOUNT: Field = { at: 'merchantAccountId', type: 'text', max: 32 };

export const INQUIRY_PAYMENT: MessageTable = {
  request: [...oneOf('paymentRequestId', 'paymentId'), ACCOUNT],
  answer: [
    { at: 'paymentStatus', type: 'text', values: ['SUCCESS', 'FAIL', 'PROCESSING', 'CANCELLED', 'PENDING'] },
    { at: 'paymentResultCode', type: 'text', max: 64 },
    { at: 'paymentResultMessage', type: 'text', max: 256 },
    { at: 'paymentRequestId', type: 'text', max: 64 },
    { at: 'paymentId', type: 'text', max: 64 },
    ...answerAmount('paymentAmount'),
    ...answerAmount('actualPaymentAmount'),
    { at: 'paymentCreateTime', type: 'time' },
    { at: 'paymentTime', type: 'time' },
    { at: 'paymentMethodType', type: 'text', max: 64 },
    { at: 'acquirerReferenceNo', type: 'text', max: 64 },
    { at: 'transactions', type: 'list' },
    { at: 'transactions[].transactionResult', type: 'object' },
    { at: 'transactions[].transactionId', type: 'text', max: 64 },
    { at: 'transactions[].transactionType', type: 'text', values: ['REFUND', 'CAPTURE'] },
    { at: 'transactions[].transactionStatus', type: 'text' },
    ...answerAmount('transactions[].transactionAmount'),
    { at: 'transactions[].transactionRequestId', type: 'text', max: 64 },
    { at: 'transactions[].transactionTime', type: 'time' },
  ],
};

export const CANCEL: MessageTable = {
  request: [...oneOf('paymentRequestId', 'paymentId'), ACCOUNT],
  answer: [
    { at: 'paymentRequestId', type: 'text', max: 64 },
    { at: 'paymentId', type: 'text', max: 64 },
    { at: 'cancelTime', type: 'time' },
  ],
};

export const REFUND: MessageTable = {
  request: [
    { at: 'refundRequestId', type: 'text', required: true, max: 64 },
    { at: 'paymentId', type: 'text', required: true, max: 64 },
    ...amountFields('refundAmount', true),
    { at: 'referenceRefundId', type: 'text', max: 64 },
    { at: 'refundReason', type: 'text', max: 256 },
    { at: 'refundNotifyUrl', type: 'url', max: 1024 },
    { at: 'isAsyncRefund', type: 'flag' },
  ],
  answer: [
    { at: 'refundRequestId', type: 'text', max: 64 },
    { at: 'refundId', type: 'text', max: 64 },
    { at: 'paymentId', type: 'text', max: 64 },
    ...answerAmount('refundAmount'),
    { at: 'refundTime', type: 'time' },
    { at: 'acquirerReferenceNo', type: 'text', max: 64 },
  ],
};

export const INQUIRY_REFUND: MessageTable = {
  request: [...oneOf('refundRequestId', 'refundId'), ACCOUNT],
  answer: [
    { at: 'refundStatus', type: 'text', values: ['SUCCESS', 'PROCESSING', 'FAIL'] },
    { at: 'refundId', type: 'text', max: 64 },
    { at: 'refundRequestId', type: 'text', max: 64 },
    ...answerAmount('refundAmount'),
    { at: 'refundTime', type: 'time' },
  ],
};
