/** The list of planted bugs does not grow old unseen: each still applies, and each names a case that there is. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CASES } from './cases';
import { HOUSE_CASES } from './house-cases';
import { PLANTED_BUGS } from './planted-bugs';

const names = [...CASES, ...HOUSE_CASES].map(({ name }) => name);

test('there are enough of them, each once', () => {
  expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
  expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(20);
});

test.each(PLANTED_BUGS)('$name: it applies at one place, and its case exists', ({ edits, caughtBy }) => {
  const places = edits.map(({ file, find }) => `${file}: ${readFileSync(file, 'utf8').split(find).length - 1}`);
  expect(places).toEqual(edits.map(({ file }) => `${file}: 1`));
  expect(names.filter((name) => name.includes(caughtBy)).length).toBeGreaterThan(0);
});
