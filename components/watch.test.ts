import { expect, test } from 'vitest';
import { lookAgainMs } from './watch';

test('a page looks every second at first and every five seconds in the end', () => {
  expect(lookAgainMs(false, 0)).toBe(1_000);
  expect(lookAgainMs(false, 5)).toBe(1_000);
  expect(lookAgainMs(false, 7)).toBe(2_000);
  expect(lookAgainMs(false, 100)).toBe(5_000);
});

test('a page stops looking when the status is settled', () => {
  expect(lookAgainMs(true, 0)).toBe(false);
});
