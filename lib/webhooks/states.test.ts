import { expect, test } from 'vitest';
import { DELIVERY_STATUSES, ENDPOINT_STATUSES } from '@/db/schema/webhooks';
import { DELIVERY_EVENTS, deliveryStates, ENDPOINT_EVENTS, endpointStates } from './states';

// The whole squares: what is not named here must not move.
test.each([
  ['ACTIVE', { paused: 'PAUSED', resumed: null }],
  ['PAUSED', { paused: null, resumed: 'ACTIVE' }],
] as const)('an endpoint that is %s moves only so', (status, moves) => {
  expect(Object.fromEntries(ENDPOINT_EVENTS.map((event) => [event, endpointStates.next(status, event)]))).toEqual(
    moves,
  );
});

test.each([
  ['PENDING', { got_through: 'DELIVERED', given_up: 'FAILED', sent_again: 'PENDING' }],
  ['DELIVERED', { got_through: null, given_up: null, sent_again: 'PENDING' }],
  ['FAILED', { got_through: 'DELIVERED', given_up: null, sent_again: 'PENDING' }],
] as const)('a delivery that is %s moves only so', (status, moves) => {
  expect(Object.fromEntries(DELIVERY_EVENTS.map((event) => [event, deliveryStates.next(status, event)]))).toEqual(
    moves,
  );
});

test('endpoints and deliveries have the statuses of their tables and no other', () => {
  expect([...endpointStates.statuses].sort()).toEqual([...ENDPOINT_STATUSES].sort());
  expect([...deliveryStates.statuses].sort()).toEqual([...DELIVERY_STATUSES].sort());
});
