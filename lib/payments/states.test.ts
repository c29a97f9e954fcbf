import { describe, expect, test } from 'vitest';
import { PAYMENT_STATUSES } from '@/db/schema/orders';
import { CANCEL_STATUSES } from '@/db/schema/refunds';
import { CANCEL_EVENTS, cancelStates, eventOfStatus, isSettled, PAYMENT_EVENTS, paymentStates } from './states';

describe('a payment', () => {
  // The whole square: what is not named here must not move.
  test.each([
    ['INIT', { paid: 'SUCCESS', failed: 'FAIL', cancelled: 'CANCELLED' }],
    ['SUCCESS', { paid: null, failed: null, cancelled: 'CANCELLED' }],
    ['FAIL', { paid: null, failed: null, cancelled: null }],
    ['CANCELLED', { paid: null, failed: null, cancelled: null }],
  ] as const)('that is %s moves only so', (status, moves) => {
    expect(Object.fromEntries(PAYMENT_EVENTS.map((event) => [event, paymentStates.next(status, event)]))).toEqual(
      moves,
    );
  });

  test('has the statuses of the contract and no other', () => {
    expect(paymentStates.statuses).toEqual(PAYMENT_STATUSES);
    expect(paymentStates.statuses.filter(paymentStates.isFinal)).toEqual(['FAIL', 'CANCELLED']);
  });

  test('is waited for only while nothing is known', () => {
    expect(PAYMENT_STATUSES.filter((status) => !isSettled(status))).toEqual(['INIT']);
  });

  test('arrives by an event at the status that stands for it', () => {
    for (const event of PAYMENT_EVENTS) {
      const status = paymentStates.next('INIT', event)!;
      expect(eventOfStatus[status]).toBe(event);
    }
    expect(eventOfStatus.INIT).toBeNull();
  });
});

describe('a cancel', () => {
  test.each([
    ['INIT', { cancelled: 'SUCCESS', refused: 'FAIL' }],
    ['SUCCESS', { cancelled: null, refused: null }],
    ['FAIL', { cancelled: null, refused: null }],
  ] as const)('that is %s moves only so', (status, moves) => {
    expect(Object.fromEntries(CANCEL_EVENTS.map((event) => [event, cancelStates.next(status, event)]))).toEqual(moves);
  });

  test('has the statuses of the database and no other', () => {
    expect(cancelStates.statuses).toEqual(CANCEL_STATUSES);
    expect(cancelStates.statuses.filter(cancelStates.isFinal)).toEqual(['SUCCESS', 'FAIL']);
  });
});
