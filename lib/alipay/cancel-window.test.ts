import { expect, test } from 'vitest';
import { cancelWindowEnd } from './cancel-window';

test.each([
  ['noon in GMT+8', '2026-11-25T12:00:00+08:00', '2026-11-26T00:15:00+08:00'],
  ['the first moment of a day there', '2026-11-25T00:00:00+08:00', '2026-11-26T00:15:00+08:00'],
  [
    'within the quarter of an hour after midnight, which is already the next day',
    '2026-11-26T00:10:00+08:00',
    '2026-11-27T00:15:00+08:00',
  ],
  ['the last millisecond of a day there', '2026-11-25T23:59:59.999+08:00', '2026-11-26T00:15:00+08:00'],
  ['an evening in London that is the next day in GMT+8', '2026-11-25T17:00:00Z', '2026-11-27T00:15:00+08:00'],
  ['the end of a year', '2026-12-31T23:00:00+08:00', '2027-01-01T00:15:00+08:00'],
])('paid at %s', (_, paidAt, end) => {
  expect(cancelWindowEnd(new Date(paidAt))).toEqual(new Date(end));
});
