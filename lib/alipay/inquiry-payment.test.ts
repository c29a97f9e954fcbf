import { describe, expect, test } from 'vitest';
import { buildInquiryPayment, readInquiryPayment } from '@/lib/alipay/inquiry-payment';
import { asked, bytes, parsed, php450, result, success } from './testing';

describe('inquiryPayment', () => {
  const told = (fields: object) => readInquiryPayment(bytes({ ...success, ...asked, ...fields }), asked);

  test('asks by our id', () => {
    expect(parsed(buildInquiryPayment(asked))).toEqual(asked);
    expect(() => buildInquiryPayment({ paymentRequestId: '' })).toThrow('paymentRequestId is empty');
  });

  test('asks by Alipay’s id as well, alone or beside ours', () => {
    expect(parsed(buildInquiryPayment({ paymentId: '2025' }))).toEqual({ paymentId: '2025' });
    const both = { paymentId: '2025', ...asked, merchantAccountId: 'site-2' };
    expect(parsed(buildInquiryPayment(both))).toEqual(both);
    expect(() => buildInquiryPayment({ paymentId: 'x'.repeat(65) })).toThrow(/^paymentId /);
    expect(() => buildInquiryPayment({ ...asked, merchantAccountId: 'x'.repeat(33) })).toThrow(/^merchantAccountId /);
  });

  test('asked by Alipay’s id, an answer about another payment is not ours', () => {
    const answer = { ...success, paymentStatus: 'SUCCESS', paymentId: '2026', paymentAmount: php450 };
    expect(readInquiryPayment(bytes(answer), { paymentId: '2025' })).toMatchObject({ reason: 'malformed' });
    expect(readInquiryPayment(bytes(answer), { paymentId: '2026' })).toMatchObject({ kind: 'succeeded' });
  });

  test('SUCCESS is paid', () => {
    expect(told({ paymentStatus: 'SUCCESS', paymentId: '1', paymentAmount: php450 })).toMatchObject({
      kind: 'succeeded',
      value: { status: 'SUCCESS', amount: { minor: 45_000n } },
    });
  });

  test('CANCELLED is a final word of its own', () => {
    expect(told({ paymentStatus: 'CANCELLED', paymentId: '1' })).toEqual({
      kind: 'succeeded',
      value: { status: 'CANCELLED', paymentId: '1', amount: null },
    });
  });

  test('FAIL speaks of the payment, whatever the code', () => {
    const fields = { paymentStatus: 'FAIL', paymentResultCode: 'RISK_REJECT', paymentResultMessage: 'no' };
    expect(told(fields)).toEqual({
      kind: 'failed',
      code: 'RISK_REJECT',
      message: 'no',
      about: 'subject',
      retryable: false,
    });
    expect(told({ paymentStatus: 'FAIL' })).toMatchObject({ kind: 'failed', about: 'subject', code: 'CODE_NOT_TOLD' });
  });

  test.each(['PROCESSING', 'PENDING'])('%s is unknown and in process', (paymentStatus) => {
    expect(told({ paymentStatus, paymentId: '1' })).toMatchObject({
      kind: 'unknown',
      reason: 'in_process',
      paymentId: '1',
    });
  });

  test('a question answered without a status that we know says nothing', () => {
    expect(told({})).toMatchObject({ kind: 'unknown', reason: 'malformed' });
    expect(told({ paymentStatus: 'PAID', paymentId: '1' })).toMatchObject({ kind: 'unknown', paymentId: '1' });
    expect(told({ paymentStatus: 'SUCCESS', paymentRequestId: 'pay_2', paymentId: '1' })).toMatchObject({
      reason: 'malformed',
    });
  });

  test.each(['ORDER_NOT_EXIST', 'PARAM_ILLEGAL', 'USER_BALANCE_NOT_ENOUGH', 'NEVER_HEARD_OF'])(
    'a question that failed with %s says nothing about the payment',
    (code) => {
      const outcome = readInquiryPayment(bytes({ ...result(code, 'F'), paymentStatus: 'SUCCESS' }), asked);
      expect(outcome).toMatchObject({ kind: 'failed', about: 'request', code });
    },
  );
});

describe('inquiryPayment of a payment with refunds', () => {
  const refund = {
    transactionResult: success.result,
    transactionId: '2025r',
    transactionType: 'REFUND',
    transactionStatus: 'SUCCESS',
    transactionAmount: { currency: 'PHP', value: '10000' },
    transactionRequestId: 'rf_1001_1',
    transactionTime: '2025-03-02T09:00:00+08:00',
  };
  const paid = { ...success, ...asked, paymentStatus: 'SUCCESS', paymentId: '1', paymentAmount: php450 };
  const refundsOf = (transactions: unknown) => {
    const outcome = readInquiryPayment(bytes({ ...paid, transactions }), asked);
    if (outcome.kind !== 'succeeded') throw new Error(`the end of the payment was not read: ${outcome.kind}`);
    return outcome.value.refunds;
  };

  test('tells their ids, states and amounts', () => {
    expect(refundsOf([refund, { ...refund, transactionStatus: 'PROCESSING', transactionTime: null }])).toEqual([
      {
        refundRequestId: 'rf_1001_1',
        refundId: '2025r',
        status: 'SUCCESS',
        amount: { currency: 'PHP', minor: 10_000n },
        refundedAt: new Date('2025-03-02T01:00:00Z'),
      },
      expect.objectContaining({ status: 'PROCESSING', refundedAt: null }),
    ]);
    const cancelled = { ...paid, paymentStatus: 'CANCELLED', transactions: [refund] };
    expect(readInquiryPayment(bytes(cancelled), asked)).toMatchObject({
      value: { status: 'CANCELLED', refunds: [{ refundId: '2025r' }] },
    });
  });

  test('tells nothing of what is no refund', () => {
    expect(refundsOf([{ ...refund, transactionType: 'CAPTURE' }])).toBeUndefined();
    expect(refundsOf([])).toBeUndefined();
    expect(refundsOf(null)).toBeUndefined();
    expect(readInquiryPayment(bytes(paid), asked)).not.toHaveProperty('value.refunds');
  });

  test.each([
    ['a list that is none', { a: 1 }],
    ['a text', 'refunds'],
    ['entries that are none', [null, 7, 'x', [], {}]],
    ['a type that is none', [{ ...refund, transactionType: {} }]],
  ])('its end is read in spite of %s', (_what, transactions) => {
    expect(refundsOf(transactions)).toBeUndefined();
  });

  test('a field that cannot be read is told as not known, and costs neither the others nor the end', () => {
    const odd = { transactionAmount: { currency: 'PHP', value: '-1' }, transactionStatus: 'DONE', transactionId: {} };
    expect(refundsOf([{ ...refund, ...odd }, refund])).toEqual([
      expect.objectContaining({ refundRequestId: 'rf_1001_1', refundId: null, status: null, amount: null }),
      expect.objectContaining({ refundId: '2025r' }),
    ]);
  });
});
