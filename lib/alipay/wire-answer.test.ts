import { expect, test } from 'vitest';
import { readTime } from '@/lib/alipay/wire-answer';

test.each([
  ['1685599933871', '2023-06-01T06:12:13.871Z'],
  ['2019-04-04T14:08:56+05:30', '2019-04-04T08:38:56.000Z'],
  ['2025-03-01T12:08:55+0800', '2025-03-01T04:08:55.000Z'],
  ['2025-03-01T12:08:55Z', '2025-03-01T12:08:55.000Z'],
  ['2025-03-01T12:08:55', null],
  ['2025-13-01T12:08:55Z', null],
  ['1685599933', null],
  ['yesterday', null],
])('the time %s is read as %s', (text, expected) => {
  expect(readTime(text)?.toISOString() ?? null).toBe(expected);
});
