import { describe, expect, test } from 'vitest';
import { NOTIFICATION_STATUSES } from '@/db/schema/notifications';
import { NOTIFICATION_EVENTS, notificationStates } from './states';

describe('a kept notification', () => {
  // The whole square: what is not named here must not move.
  // What was set aside may still be applied: a person runs it again once the rest is known.
  test.each([
    ['RECEIVED', { applied: 'APPLIED', subject_unknown: 'WAITING', contradicts: 'SET_ASIDE', unreadable: 'SET_ASIDE' }],
    ['WAITING', { applied: 'APPLIED', subject_unknown: null, contradicts: 'SET_ASIDE', unreadable: null }],
    ['APPLIED', { applied: null, subject_unknown: null, contradicts: null, unreadable: null }],
    ['SET_ASIDE', { applied: 'APPLIED', subject_unknown: null, contradicts: null, unreadable: null }],
  ] as const)('that is %s moves only so', (status, moves) => {
    const found = NOTIFICATION_EVENTS.map((event) => [event, notificationStates.next(status, event)]);
    expect(Object.fromEntries(found)).toEqual(moves);
  });

  test('has the statuses of the table and no other', () => {
    expect([...notificationStates.statuses].sort()).toEqual([...NOTIFICATION_STATUSES].sort());
  });
});
