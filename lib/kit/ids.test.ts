import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isId, newId, newSecretText } from './ids';

const MOMENT_MS = Date.UTC(2026, 10, 23);

describe('an identifier', () => {
  test('says what it names, and has the form that doors check', () => {
    const id = newId('ord', MOMENT_MS);
    expect(id).toMatch(/^ord_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(isId('ord', id)).toBe(true);
    expect(isId('pay', id)).toBe(false);
  });

  test('sorts as text in the order of birth', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 }), fc.integer({ min: 1, max: 2 ** 31 }), (startMs, laterMs) => {
        expect(newId('ord', startMs) < newId('ord', startMs + laterMs)).toBe(true);
      }),
    );
  });

  test('is never born twice, however many in one moment', () => {
    const ids = Array.from({ length: 5_000 }, () => newId('pay', MOMENT_MS));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('keeps all its random bits', () => {
    const zeros = newId('pay', 0, (size) => Buffer.alloc(size, 0));
    const ones = newId('pay', 2 ** 48 - 1, (size) => Buffer.alloc(size, 255));
    expect(zeros).toBe(`pay_${'0'.repeat(26)}`);
    expect(ones).toBe(`pay_7${'Z'.repeat(25)}`);
  });

  test.each([
    '',
    'ord_',
    'ord_123',
    `ord_${'I'.repeat(26)}`,
    `ord_${'0'.repeat(27)}`,
    `x ord_${'0'.repeat(26)}`,
    `ord_${'0'.repeat(26)}\n`,
    null,
    7,
  ])('is not %j', (text) => {
    expect(isId('ord', text)).toBe(false);
  });
});

test('a secret text is 256 bits, safe in an address, and never the same', () => {
  const texts = Array.from({ length: 100 }, () => newSecretText());
  for (const text of texts) expect(text).toMatch(/^[\w-]{43}$/);
  expect(new Set(texts).size).toBe(100);
});
