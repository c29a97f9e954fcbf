import { expect, test } from 'vitest';
import { lived } from './leaps';

const leaps = [
  { fromMs: 100, toMs: 1_100 },
  { fromMs: 1_200, toMs: 2_200 },
];

test.each([
  ['before any leap', 10, 90, 80],
  ['over one', 90, 1_150, 60],
  ['over both', 90, 2_210, 120],
  ['that ends within one', 90, 600, 10],
  ['that begins within one', 600, 1_150, 50],
  ['within one', 200, 300, 0],
  ['after all', 2_300, 2_305, 5],
])('a time %s counts what was lived', (_when, from, to, expected) => {
  expect(lived(from, to, leaps)).toBe(expected);
});
