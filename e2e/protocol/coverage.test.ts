import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ruleKey } from './case';
import { ALL_CASES, CASES } from './cases/all';
import { coverageDocument } from './coverage';

describe('the coverage of the protocol', () => {
  test('stands in docs/protocol-coverage.md as the cases are; "npm run coverage:protocol" writes it anew', async () => {
    await expect(coverageDocument()).toMatchFileSnapshot('../../docs/protocol-coverage.md');
  });

  test('counts what is run: each list of cases has its file, and each file its list', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.protocol.test.ts'));
    expect(files.toSorted()).toEqual(
      Object.keys(CASES)
        .map((name) => `${name}.protocol.test.ts`)
        .toSorted(),
    );
  });

  test('no two cases have the same title, and each covers a rule', () => {
    const titles = ALL_CASES.map(({ title }) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
    expect(ALL_CASES.filter(({ covers }) => covers.map(ruleKey).length === 0)).toEqual([]);
  });
});
