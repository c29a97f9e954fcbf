import { describe, expect, test } from 'vitest';
import { buildInquiryRefund, readInquiryRefund } from '@/lib/alipay/inquiry-refund';
import { readRefundNotification } from '@/lib/alipay/notify-refund';
import { buildRefund, readRefund, type RefundInput } from '@/lib/alipay/refund';
import { WireInputError } from '@/lib/alipay/wire-input';
import { bytes, parsed, result, success } from './testing';

const php100 = { currency: 'PHP', value: '10000' };
const asked = { refundRequestId: 'rf_1001_1', paymentId: '2025pay' };

const input: RefundInput = {
  ...asked,
  amount: { currency: 'PHP', minor: 10_000n },
  reason: 'one item missing',
  refundNotifyUrl: 'https://shop.example/hooks/refund',
};

const told = {
  ...success,
  ...asked,
  refundId: '2025refund',
  refundAmount: php100,
  refundTime: '2025-03-02T09:00:00+08:00',
};

const settled = {
  kind: 'succeeded',
  value: {
    status: 'SUCCESS',
    refundId: '2025refund',
    refundRequestId: 'rf_1001_1',
    amount: { currency: 'PHP', minor: 10_000n },
    refundedAt: new Date('2025-03-02T01:00:00Z'),
  },
};

describe('refund', () => {
  test('asks with the documented fields', () => {
    expect(parsed(buildRefund({ ...input, referenceRefundId: 'RMA-7', isAsync: true }))).toEqual({
      refundRequestId: 'rf_1001_1',
      paymentId: '2025pay',
      refundAmount: php100,
      referenceRefundId: 'RMA-7',
      refundReason: 'one item missing',
      refundNotifyUrl: 'https://shop.example/hooks/refund',
      isAsyncRefund: 'true',
    });
  });

  test('the same input gives the same bytes', () => {
    expect(buildRefund(input)).toEqual(buildRefund(structuredClone(input)));
  });

  test.each<[Partial<RefundInput>, string]>([
    [{ refundRequestId: 'x'.repeat(65) }, 'refundRequestId'],
    [{ refundRequestId: 'rf 1' }, 'refundRequestId'],
    [{ refundRequestId: 'rf/1' }, 'refundRequestId'],
    [{ refundRequestId: '' }, 'refundRequestId'],
    [{ paymentId: '' }, 'paymentId'],
    [{ paymentId: 'x'.repeat(65) }, 'paymentId'],
    [{ amount: { currency: 'PHP', minor: 0n } }, 'refundAmount'],
    [{ amount: { currency: 'PHP', minor: -1n } }, 'refundAmount'],
    [{ amount: { currency: 'PHP', minor: 10n ** 16n } }, 'refundAmount'],
    [{ referenceRefundId: 'x'.repeat(65) }, 'referenceRefundId'],
    [{ reason: 'x'.repeat(257) }, 'refundReason'],
    [{ refundNotifyUrl: '/hooks' }, 'refundNotifyUrl'],
    [{ refundNotifyUrl: `https://shop.example/${'x'.repeat(1024)}` }, 'refundNotifyUrl'],
  ])('names the field that Alipay would refuse, without its content', (change, field) => {
    const attempt = () => buildRefund({ ...input, ...change });
    expect(attempt).toThrow(WireInputError);
    expect(attempt).toThrow(new RegExp(`^${field} `));
    expect(attempt).not.toThrow(/xxx/);
  });

  test('S is refunded', () => {
    expect(readRefund(bytes(told), asked)).toEqual(settled);
  });

  test('in process is unknown, and tells the refund’s id', () => {
    const open = { ...result('REFUND_IN_PROCESS', 'U'), ...asked, refundId: '2025refund' };
    expect(readRefund(bytes(open), asked)).toMatchObject({
      kind: 'unknown',
      reason: 'in_process',
      refundId: '2025refund',
    });
  });

  test('other U are unknown with their reason', () => {
    expect(readRefund(bytes(result('REQUEST_TRAFFIC_EXCEED_LIMIT', 'U')), asked)).toMatchObject({ reason: 'busy' });
    expect(readRefund(bytes(result('UNKNOWN_EXCEPTION', 'U')), asked)).toMatchObject({ reason: 'unspecified' });
  });

  test.each([
    ['REFUND_AMOUNT_EXCEED', 'subject', false],
    ['REFUND_WINDOW_EXCEED', 'subject', false],
    ['MERCHANT_BALANCE_NOT_ENOUGH', 'subject', true],
    ['NEVER_HEARD_OF', 'subject', false],
    ['REPEAT_REQ_INCONSISTENT', 'request', false],
    ['PROCESS_FAIL', 'request', false],
    ['INVALID_SIGNATURE', 'request', false],
  ])('F with %s speaks of the %s', (code, about, retryable) => {
    expect(readRefund(bytes(result(code, 'F')), asked)).toEqual({
      kind: 'failed',
      code,
      message: 'as documented',
      about,
      retryable,
    });
  });

  test.each([
    ['another refund’s success', { ...told, refundRequestId: 'rf_2' }],
    ['a refund of another payment', { ...told, paymentId: 'other' }],
    ['another refund’s failure', { ...result('REFUND_AMOUNT_EXCEED', 'F'), refundRequestId: 'rf_2' }],
    ['success without a refundId', { ...told, refundId: null }],
    ['an amount that cannot be read', { ...told, refundAmount: { currency: 'PHP', value: '100.00' } }],
    ['a status that contradicts its code', { ...told, ...result('REFUND_IN_PROCESS', 'S') }],
    ['success called a failure', { ...told, ...result('SUCCESS', 'F') }],
    ['no result', asked],
    ['no JSON', '<html>'],
  ])('%s is unknown, never refunded and never failed', (_what, answer) => {
    expect(readRefund(bytes(answer), asked)).toMatchObject({ kind: 'unknown', reason: 'malformed' });
  });
});

describe('inquiryRefund', () => {
  const mine = { refundRequestId: 'rf_1001_1' };
  const answered = (fields: object) => readInquiryRefund(bytes({ ...success, ...fields }), mine);

  test('asks by our id, by Alipay’s, or by both', () => {
    expect(parsed(buildInquiryRefund(mine))).toEqual(mine);
    expect(parsed(buildInquiryRefund({ refundId: 'r' }))).toEqual({ refundId: 'r' });
    expect(parsed(buildInquiryRefund({ ...mine, refundId: 'r' }))).toEqual({ ...mine, refundId: 'r' });
    expect(() => buildInquiryRefund({ refundRequestId: 'rf 1' })).toThrow(/^refundRequestId /);
    expect(() => buildInquiryRefund({ refundId: 'x'.repeat(65) })).toThrow(/^refundId /);
  });

  test('SUCCESS is refunded', () => {
    expect(answered({ ...told, refundStatus: 'SUCCESS' })).toEqual(settled);
  });

  test('PROCESSING is unknown and in process', () => {
    expect(answered({ ...mine, refundStatus: 'PROCESSING', refundId: 'r' })).toEqual({
      kind: 'unknown',
      reason: 'in_process',
      refundId: 'r',
    });
  });

  test('FAIL speaks of the refund, though the message has no field for the reason', () => {
    expect(answered({ ...mine, refundStatus: 'FAIL' })).toMatchObject({
      kind: 'failed',
      about: 'subject',
      code: 'CODE_NOT_TOLD',
    });
  });

  test.each([
    ['REFUND_NOT_EXIST', result('REFUND_NOT_EXIST', 'F')],
    ['ORDER_NOT_EXIST', result('ORDER_NOT_EXIST', 'F')],
    ['a success with nothing in it', success],
    ['a success full of nothing', { ...success, refundStatus: null, refundRequestId: '', refundId: null }],
  ])('that no such refund is known (%s) is no end', (_what, answer) => {
    expect(readInquiryRefund(bytes(answer), mine)).toMatchObject({ kind: 'unknown', reason: 'not_known' });
  });

  test.each(['PROCESS_FAIL', 'PARAM_ILLEGAL', 'REFUND_AMOUNT_EXCEED', 'NEVER_HEARD_OF'])(
    'a question that failed with %s says nothing about the refund',
    (code) => {
      const answer = { ...result(code, 'F'), refundStatus: 'SUCCESS', refundId: 'r' };
      expect(readInquiryRefund(bytes(answer), mine)).toMatchObject({ kind: 'failed', about: 'request', code });
    },
  );

  test.each([
    ['another refund', { ...told, refundStatus: 'SUCCESS', refundRequestId: 'rf_2' }],
    ['a status that we do not know', { ...told, refundStatus: 'DONE' }],
    ['ids without a status', { ...told, refundStatus: null }],
    ['success without a refundId', { ...told, refundStatus: 'SUCCESS', refundId: null }],
  ])('%s is no answer', (_what, fields) => {
    expect(answered(fields)).toMatchObject({ kind: 'unknown', reason: 'malformed' });
  });
});

describe('a refund notification', () => {
  const { paymentId: _unused, ...fields } = told;
  const notification = { notifyType: 'REFUND_RESULT', ...fields, refundStatus: 'SUCCESS' };
  const read = (change: object) => readRefundNotification(bytes({ ...notification, ...change }));

  test('with refundStatus SUCCESS is refunded, whatever the result beside it says', () => {
    expect(read({})).toEqual({
      kind: 'refund',
      refundRequestId: 'rf_1001_1',
      refundId: '2025refund',
      resultCode: 'SUCCESS',
      outcome: settled,
    });
    expect(read(result('PROCESS_FAIL', 'F'))).toMatchObject({ outcome: { kind: 'succeeded' } });
  });

  test('with refundStatus FAIL has failed, whatever the result beside it says', () => {
    const reason = { refundStatus: 'FAIL', ...result('USER_STATUS_ABNORMAL', 'F') };
    expect(read(reason)).toMatchObject({ outcome: { kind: 'failed', about: 'subject', code: 'USER_STATUS_ABNORMAL' } });
    expect(read({ refundStatus: 'FAIL' })).toMatchObject({ outcome: { kind: 'failed', code: 'CODE_NOT_TOLD' } });
    const odd = { refundStatus: 'FAIL', ...result('SUCCESS', 'F') };
    expect(read(odd)).toMatchObject({ outcome: { kind: 'failed', code: 'CODE_NOT_TOLD' } });
  });

  test('native JSON scalars are read too', () => {
    const native = { refundId: 2025, refundAmount: { currency: 'KRW', value: 50 } };
    expect(read(native)).toMatchObject({ refundId: '2025', outcome: { value: { amount: { minor: 50n } } } });
  });

  test('a success without an amount is not believed', () => {
    expect(read({ refundAmount: null })).toMatchObject({
      outcome: { kind: 'unknown', reason: 'malformed', refundId: '2025refund' },
    });
  });

  test.each([
    ['no JSON', '{'],
    ['another type', { notifyType: 'PAYMENT_RESULT' }],
    ['no type', { notifyType: undefined }],
    ['no status', { refundStatus: undefined }],
    ['a status that is not final', { refundStatus: 'PROCESSING' }],
    ['no id of ours', { refundRequestId: '' }],
    ['no id of Alipay’s', { refundId: null }],
    ['no result', { result: undefined }],
    ['an amount that cannot be read', { refundAmount: { currency: 'PHP', value: '-1' } }],
  ])('with %s is malformed', (_what, change) => {
    const body = typeof change === 'string' ? bytes(change) : bytes({ ...notification, ...change });
    expect(readRefundNotification(body)).toMatchObject({ kind: 'malformed' });
  });
});
