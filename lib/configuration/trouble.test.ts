import { describe, expect, it } from 'vitest';
import type { Exchange, Exchanged } from '@/lib/alipay/exchange';
import { ANSWER_KEY_UNKNOWN, isForged, isVerified, troubleIn } from './trouble';

const startedAt = new Date('2026-11-23T10:00:00Z');
const answered = (change: Partial<Exchange> = {}) =>
  ({
    api: 'inquiryPayment',
    httpStatus: 200,
    signatureVerdict: 'valid',
    keyVersion: '1',
    startedAt,
    ...change,
  }) as Exchange;
const failed = (code: string, about: 'request' | 'subject') =>
  ({ kind: 'failed', code, message: '', about, retryable: false }) as const;

function told(outcome: Exchanged<unknown>['outcome'], change: Partial<Exchange> = {}) {
  return troubleIn({ outcome, exchange: answered(change) });
}

describe('what an answer says of our configuration', () => {
  it('a signed refusal of the call is trouble; the same code as the end of the payment asked about is none', () => {
    expect(told(failed('ACCESS_DENIED', 'request'))).toMatchObject({ code: 'ACCESS_DENIED', signed: true });
    expect(told(failed('ACCESS_DENIED', 'subject'))).toBeNull();
  });

  it('an unsigned refusal is trouble that nobody signed', () => {
    const outcome = { kind: 'unknown', reason: 'bad_signature', code: 'KEY_NOT_FOUND' } as const;
    expect(told(outcome, { signatureVerdict: 'missing', keyVersion: null })).toMatchObject({
      code: 'KEY_NOT_FOUND',
      signed: false,
      keyVersion: null,
    });
  });

  it('an answer under a key that we do not hold is trouble, unless it is no answer of Alipay at all', () => {
    const outcome = { kind: 'unknown', reason: 'bad_signature' } as const;
    const stranger = { signatureVerdict: 'unknown_key', keyVersion: '2' } as const;
    expect(told(outcome, stranger)).toMatchObject({ code: ANSWER_KEY_UNKNOWN, keyVersion: '2', signed: false });
    expect(told({ kind: 'unknown', reason: 'http_status' }, { ...stranger, httpStatus: 502 })).toBeNull();
  });

  it('one that does not verify says nothing by itself, and neither does what was never sent', () => {
    const forged = answered({ signatureVerdict: 'invalid' });
    const exchanged = { outcome: { kind: 'unknown', reason: 'bad_signature' }, exchange: forged } as const;
    expect(troubleIn(exchanged)).toBeNull();
    expect([isForged(exchanged), isVerified(exchanged)]).toEqual([true, false]);
    expect(troubleIn({ outcome: { kind: 'not_sent', reason: 'circuit_open' }, exchange: null })).toBeNull();
  });
});
