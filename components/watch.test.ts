import { describe, expect, test } from 'vitest';
import { isTimeToLook, lookAgainMs, type ListMoment } from './watch';

test('a page looks every second at first and every five seconds in the end', () => {
  expect(lookAgainMs(false, 0)).toBe(1_000);
  expect(lookAgainMs(false, 5)).toBe(1_000);
  expect(lookAgainMs(false, 7)).toBe(2_000);
  expect(lookAgainMs(false, 100)).toBe(5_000);
});

test('a page stops looking when the status is settled', () => {
  expect(lookAgainMs(true, 0)).toBe(false);
});

describe('a list is fetched again', () => {
  const moment: ListMoment = { cause: 'timer', open: true, isVisible: true, isAsking: false, sinceMs: 15_000 };

  test('now and then while something on it is open', () => {
    expect(isTimeToLook(moment)).toBe(true);
    expect(isTimeToLook({ ...moment, open: false })).toBe(false);
  });

  test('when the reader comes back, whatever is on it', () => {
    expect(isTimeToLook({ ...moment, cause: 'return' })).toBe(true);
    expect(isTimeToLook({ ...moment, cause: 'return', open: false })).toBe(true);
  });

  test.each(['timer', 'return'] as const)(
    'not by %s where nobody sees it, under a dialog, or just after a look',
    (cause) => {
      expect(isTimeToLook({ ...moment, cause, isVisible: false })).toBe(false);
      expect(isTimeToLook({ ...moment, cause, isAsking: true })).toBe(false);
      expect(isTimeToLook({ ...moment, cause, sinceMs: 1_000 })).toBe(false);
    },
  );
});
