/** What may go back and how: every rule of wallet, window and state, each with its reason. */
import { describe, expect, test } from 'vitest';
import type { Brand } from '@/lib/alipay/brands';
import { adviseReturn, refundAmountProblem, type RefundAdvice, type ReturnFacts } from './return-advice';

const PAID_AT = new Date('2026-11-26T04:00:00Z');
/** 00:15 GMT+8 of the next day. */
const CANCEL_ENDS = new Date('2026-11-26T16:15:00Z');
const DAY_MS = 86_400_000;
const beforeEnd = new Date(CANCEL_ENDS.getTime() - 1);
const afterDays = (days: number) => new Date(PAID_AT.getTime() + days * DAY_MS);

const paid: ReturnFacts = {
  status: 'SUCCESS',
  gatewayStatus: null,
  brand: 'GCASH',
  amountMinor: 45_000n,
  refundReservedMinor: 0n,
  refundedBesideMinor: 0n,
  sentAt: PAID_AT,
  paidAt: PAID_AT,
  resolvedAt: PAID_AT,
  createdAt: PAID_AT,
  isCancelling: false,
  isCancelled: false,
  isCancelTooLate: false,
};

const of = (facts: Partial<ReturnFacts>, now = beforeEnd) => adviseReturn({ ...paid, ...facts }, now);

describe('a cancel', () => {
  test.each<[string, Partial<ReturnFacts>, object]>([
    ['of what was never sent', { status: 'INIT', sentAt: null }, { kind: 'can', what: 'unsent', until: null }],
    ['of what is not paid yet', { status: 'INIT' }, { kind: 'can', what: 'unpaid', until: null }],
    ['of what is paid', {}, { kind: 'can', what: 'paid', until: CANCEL_ENDS }],
    ['of money for what had failed', { status: 'FAIL', gatewayStatus: 'SUCCESS' }, { kind: 'can', what: 'paid' }],
    ['while another is open', { isCancelling: true }, { kind: 'cannot', why: 'cancelling' }],
    ['of what is cancelled', { status: 'CANCELLED' }, { kind: 'cannot', why: 'cancelled' }],
    ['after one that came to be', { isCancelled: true }, { kind: 'cannot', why: 'cancelled' }],
    ['of what failed', { status: 'FAIL' }, { kind: 'cannot', why: 'nothing_collected' }],
    ['of what a refund is taken from', { refundReservedMinor: 1n }, { kind: 'cannot', why: 'refunded' }],
    ['of what came back beside', { refundedBesideMinor: 1n }, { kind: 'cannot', why: 'refunded' }],
    ['where Alipay was too late for it', { isCancelTooLate: true }, { kind: 'cannot', why: 'alipay_too_late' }],
    ['of a wallet that may not', { brand: 'DANA' }, { kind: 'cannot', why: 'wallet_does_not' }],
    ['of another that may not', { brand: 'JKOPAY' }, { kind: 'cannot', why: 'wallet_does_not' }],
  ])('%s', (_, facts, expected) => {
    expect(of(facts).cancel).toMatchObject(expected);
  });

  test('of a paid debit ends at its moment, and a refund is offered first from then on', () => {
    expect(of({}, CANCEL_ENDS).cancel).toEqual({ kind: 'cannot', why: 'window_over', since: CANCEL_ENDS });
    expect([of({}).first, of({}, CANCEL_ENDS).first]).toEqual(['cancel', 'refund']);
  });

  test('of a wallet that may not is no hindrance while nothing is paid', () => {
    expect(of({ brand: 'DANA', status: 'INIT' }).cancel).toMatchObject({ kind: 'can', what: 'unpaid' });
  });
});

describe('a refund', () => {
  test.each<[string, Partial<ReturnFacts>, object]>([
    ['of all', {}, { kind: 'can', leftMinor: 45_000n, minimumMinor: 100n, partial: true, until: afterDays(365) }],
    ['of the rest', { refundReservedMinor: 20_000n, refundedBesideMinor: 5_000n }, { kind: 'can', leftMinor: 20_000n }],
    ['of what is not paid', { status: 'INIT' }, { kind: 'cannot', why: 'not_paid' }],
    ['of what failed', { status: 'FAIL' }, { kind: 'cannot', why: 'not_paid' }],
    ['of what is cancelled', { status: 'CANCELLED' }, { kind: 'cannot', why: 'cancelled' }],
    ['while a cancel is open', { isCancelling: true }, { kind: 'cannot', why: 'cancelling' }],
    ['where all went back', { refundReservedMinor: 45_000n }, { kind: 'cannot', why: 'nothing_left' }],
    ['of too small a rest', { refundReservedMinor: 44_950n }, { kind: 'cannot', why: 'left_below_minimum' }],
    ['of money for what was cancelled', { status: 'CANCELLED', gatewayStatus: 'SUCCESS' }, { kind: 'can' }],
  ])('%s', (_, facts, expected) => {
    expect(of(facts).refund).toMatchObject(expected);
  });

  test.each<[Brand, number | null]>([
    ['GCASH', 365],
    ['ZALOPAY', 180],
    ['MOMO', null],
  ])('of %s may be asked for as long as its wallet takes it', (brand, days) => {
    const { refund } = of({ brand }, afterDays((days ?? 3_650) - 1));
    expect(refund).toMatchObject({ kind: 'can', until: days === null ? null : afterDays(days) });
    if (days === null) return;
    expect(of({ brand }, afterDays(days)).refund).toEqual({
      kind: 'cannot',
      why: 'window_over',
      since: afterDays(days),
    });
  });
});

describe('the sum of a refund', () => {
  const advice = (facts: Partial<ReturnFacts>) => of(facts).refund as Extract<RefundAdvice, { kind: 'can' }>;
  test.each<[string, Partial<ReturnFacts>, bigint, string | null]>([
    ['all of it', {}, 45_000n, null],
    ['a part', {}, 10_000n, null],
    ['more than is left', { refundReservedMinor: 1_000n }, 44_001n, 'more_than_left'],
    ['less than the wallet takes', {}, 99n, 'below_minimum'],
    ['all but a rest that could never go back', {}, 44_950n, 'rest_below_minimum'],
    ['a part, of a wallet that takes the whole alone', { brand: 'PAYPAY' }, 44_999n, 'only_whole'],
    ['the whole, of a wallet that takes it alone', { brand: 'PAYPAY' }, 45_000n, null],
    ['parts of the smallest coin', { brand: 'JKOPAY' }, 10_050n, 'not_a_multiple'],
    ['whole coins', { brand: 'JKOPAY' }, 10_000n, null],
  ])('%s', (_, facts, minor, problem) => {
    expect(refundAmountProblem(advice(facts), minor, paid.amountMinor)).toBe(problem);
  });
});
