import { expect, test } from 'vitest';
import { CASE_STATUSES } from '@/db/schema/cases';
import { CASE_EVENTS, caseStates } from './states';

// The whole square: what is not named here must not move.
test.each([
  ['OPEN', { decided: 'CLOSED' }],
  ['CLOSED', { decided: null }],
] as const)('a case that is %s moves only so', (status, moves) => {
  expect(Object.fromEntries(CASE_EVENTS.map((event) => [event, caseStates.next(status, event)]))).toEqual(moves);
});

test('a case has the statuses of the database and no other', () => {
  expect(caseStates.statuses).toEqual(CASE_STATUSES);
});
