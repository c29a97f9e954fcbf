/** Protocol 3.10: what Alipay sends by itself. The merchant sends nothing but the fixed acknowledgement. */
import { answerAmount, type NotificationField, RESULT_FIELDS } from './field';

function requiredAmount(at: string): NotificationField[] {
  return answerAmount(at).map((field) => ({ ...field, required: true }));
}

export const NOTIFY_PAYMENT: readonly NotificationField[] = [
  { at: 'notifyType', type: 'text', values: ['PAYMENT_RESULT', 'PAYMENT_PENDING'], required: true },
  ...RESULT_FIELDS,
  { at: 'paymentRequestId', type: 'text', max: 64, required: true },
  { at: 'paymentId', type: 'text', max: 64, required: true },
  ...requiredAmount('paymentAmount'),
  { at: 'paymentCreateTime', type: 'time', required: true },
  { at: 'paymentTime', type: 'time' },
  ...answerAmount('actualPaymentAmount'),
  { at: 'acquirerReferenceNo', type: 'text', max: 64 },
];

export const NOTIFY_AUTHORIZATION: readonly NotificationField[] = [
  {
    at: 'authorizationNotifyType',
    type: 'text',
    max: 32,
    values: ['AUTHCODE_CREATED', 'TOKEN_CANCELED', 'TOKEN_CREATED'],
    required: true,
  },
  ...RESULT_FIELDS,
  { at: 'authCode', type: 'text', max: 64 },
  { at: 'authState', type: 'text', max: 256 },
  { at: 'accessToken', type: 'text', max: 128 },
  { at: 'reason', type: 'text', max: 256 },
  { at: 'userLoginId', type: 'text', max: 64 },
  { at: 'userId', type: 'text', max: 64 },
];

export const NOTIFY_REFUND: readonly NotificationField[] = [
  { at: 'notifyType', type: 'text', values: ['REFUND_RESULT'], required: true },
  ...RESULT_FIELDS,
  { at: 'refundStatus', type: 'text', values: ['SUCCESS', 'FAIL'], required: true },
  { at: 'refundRequestId', type: 'text', max: 64, required: true },
  { at: 'refundId', type: 'text', max: 64, required: true },
  ...requiredAmount('refundAmount'),
  { at: 'refundTime', type: 'time' },
  { at: 'metadata', type: 'text', max: 2048 },
];
