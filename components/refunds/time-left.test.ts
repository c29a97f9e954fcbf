import { expect, test } from 'vitest';
import { timeLeftText } from './time-left';

const now = '2026-11-24T07:52:00Z';

test('what is left today is told in hours and minutes', () => {
  expect(timeLeftText('2026-11-24T16:15:00Z', now)).toBe('8 h 23 min');
  expect(timeLeftText('2026-11-24T08:04:30Z', now)).toBe('12 min');
  expect(timeLeftText('2026-11-24T07:52:40Z', now)).toBe('less than a minute');
});

test('what is left for long is told in days', () => {
  expect(timeLeftText('2027-11-24T07:52:00Z', now)).toBe('365 days');
});

test('nothing is left at the end itself', () => {
  expect(timeLeftText(now, now)).toBeNull();
  expect(timeLeftText('2026-11-24T07:51:59Z', now)).toBeNull();
});
