import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSealer, SealError, type SealedPlace } from './seal';

const key = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill) });
const place: SealedPlace = { table: 'credentials', row: 'crd_1', column: 'access_token', customer: 'cus_1' };

describe('a sealed value', () => {
  const sealer = createSealer([key('k1', 1)]);

  test('opens in its place as it was, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sealer.open(sealer.seal(bytes, place), place)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('shows nothing of itself, and is never the same twice', () => {
    const sealed = sealer.seal('281011-secret-token', place);
    expect(sealed).toMatch(/^v1\.k1\./);
    expect(Buffer.from(sealed.split('.')[2]!, 'base64url').toString('latin1')).not.toContain('secret');
    expect(sealer.seal('281011-secret-token', place)).not.toBe(sealed);
  });

  test.each([
    ['another row', { ...place, row: 'crd_2' }],
    ['another customer', { ...place, customer: 'cus_2' }],
    ['no customer', { table: place.table, row: place.row, column: place.column }],
    ['another column', { ...place, column: 'refresh_token' }],
    ['another table', { ...place, table: 'wallets' }],
  ])('does not open when it was moved to %s', (_, other) => {
    expect(() => sealer.open(sealer.seal('token', place), other)).toThrow(SealError);
  });

  test('does not open when any of its letters was altered', () => {
    const sealed = sealer.seal('token', place);
    const body = sealed.split('.')[2]!;
    const bytes = Buffer.from(body, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at] = altered[at]! ^ 1;
      expect(() => sealer.open(`v1.k1.${altered.toString('base64url')}`, place)).toThrow(SealError);
    }
  });

  test('that is none is refused without a crash', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        expect(() => sealer.open(text, place)).toThrow(SealError);
        expect(() => sealer.open(`v1.k1.${text}`, place)).toThrow(SealError);
      }),
    );
  });
});

describe('rotating the keys', () => {
  const old = createSealer([key('k1', 1)]);
  const rotated = createSealer([key('k2', 2), key('k1', 1)]);

  test('the first key seals, every given key opens', () => {
    expect(rotated.open(old.seal('token', place), place).toString()).toBe('token');
    expect(rotated.seal('token', place)).toMatch(/^v1\.k2\./);
  });

  test('a key that was taken away opens nothing, and its name alone does not help', () => {
    const sealed = rotated.seal('token', place);
    expect(() => old.open(sealed, place)).toThrow(/k2/);
    expect(() => old.open(sealed.replace('.k2.', '.k1.'), place)).toThrow(SealError);
  });

  test('a token is found by its blind index under the old key as under the new one', () => {
    expect(rotated.indexes('token')).toEqual([rotated.index('token'), old.index('token')]);
    expect(rotated.index('token')).not.toBe(old.index('token'));
    expect(rotated.index('token')).not.toContain('token');
  });
});

test('without a key nothing is sealed', () => {
  expect(() => createSealer([])).toThrow(SealError);
});
