import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from './ids';
import { decodeCursor, encodeCursor } from './page';

describe('a cursor', () => {
  test('leads back to the place it was made from, to the millisecond', () => {
    fc.assert(
      fc.property(fc.nat({ max: 253_402_300_799_999 }), (ms) => {
        const place = { createdAt: new Date(ms), id: newId('ord', ms) };
        expect(decodeCursor(encodeCursor(place))).toEqual(place);
      }),
    );
  });

  test('is safe in an address', () => {
    expect(encodeCursor({ createdAt: new Date(0), id: newId('ord', 0) })).toMatch(/^[\w-]+$/);
  });

  test('that is not ours means the start of the list, never a crash', () => {
    for (const text of [
      null,
      undefined,
      '',
      'x',
      '%',
      'a'.repeat(101),
      Buffer.from("1.ord_' or 1=1").toString('base64url'),
      // Of the right form, and later than the database reads: year 10000, and year 33658.
      encodeCursor({ createdAt: new Date(253_402_300_800_000), id: newId('ord', 0) }),
      encodeCursor({ createdAt: new Date(999_999_999_999_999), id: newId('ord', 0) }),
    ]) {
      expect(decodeCursor(text)).toBeNull();
    }
    fc.assert(fc.property(fc.string(), (text) => void decodeCursor(text)));
  });
});
