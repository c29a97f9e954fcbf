import { expect, test } from 'vitest';
import { REFUND_STATUSES } from '@/db/schema/refunds';
import { REFUND_EVENTS, refundStates } from './states';

// The whole square: what is not named here must not move.
test.each([
  ['INIT', { refunded: 'SUCCESS', failed: 'FAIL' }],
  ['SUCCESS', { refunded: null, failed: null }],
  ['FAIL', { refunded: null, failed: null }],
] as const)('a refund that is %s moves only so', (status, moves) => {
  expect(Object.fromEntries(REFUND_EVENTS.map((event) => [event, refundStates.next(status, event)]))).toEqual(moves);
});

test('a refund has the statuses of the table and no other', () => {
  expect([...refundStates.statuses].sort()).toEqual([...REFUND_STATUSES].sort());
});
