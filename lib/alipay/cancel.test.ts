import { describe, expect, test } from 'vitest';
import { buildCancel, readCancel } from '@/lib/alipay/cancel';
import { asked, bytes, parsed, result, success } from './testing';

describe('cancel', () => {
  test('asks by our id and tells when it was done', () => {
    expect(parsed(buildCancel(asked))).toEqual(asked);
    expect(
      readCancel(bytes({ ...success, ...asked, paymentId: '1', cancelTime: '2025-03-01T12:03:00+08:00' }), asked),
    ).toEqual({
      kind: 'succeeded',
      value: { paymentId: '1', paymentRequestId: 'pay_1', cancelledAt: new Date('2025-03-01T04:03:00Z') },
    });
  });

  test('asks by Alipay’s id as well, alone or beside ours', () => {
    expect(parsed(buildCancel({ paymentId: '2025' }))).toEqual({ paymentId: '2025' });
    expect(parsed(buildCancel({ ...asked, paymentId: '2025' }))).toEqual({ ...asked, paymentId: '2025' });
    expect(() => buildCancel({ paymentRequestId: 'x'.repeat(65) })).toThrow(/^paymentRequestId /);
    const answer = { ...success, paymentId: '2026' };
    expect(readCancel(bytes(answer), { paymentId: '2025' })).toMatchObject({ kind: 'unknown', reason: 'malformed' });
  });

  test.each([
    ['ORDER_STATUS_INVALID', 'subject'],
    ['ORDER_NOT_EXIST', 'subject'],
    // Of any other call it speaks of the request; here the payment is refunded in part, or so.
    ['PROCESS_FAIL', 'subject'],
    ['CLIENT_INVALID', 'request'],
    ['PARAM_ILLEGAL', 'request'],
  ])('F with %s speaks of the %s', (code, about) => {
    expect(readCancel(bytes(result(code, 'F')), asked)).toMatchObject({ kind: 'failed', code, about });
  });

  test('keeps the reason of a refusal, and does not believe another payment’s answer', () => {
    expect(readCancel(bytes(result('CANCEL_WINDOW_EXCEED', 'F')), asked)).toMatchObject({
      kind: 'failed',
      about: 'subject',
    });
    expect(readCancel(bytes({ ...success, paymentRequestId: 'pay_2' }), asked)).toMatchObject({ kind: 'unknown' });
  });
});
