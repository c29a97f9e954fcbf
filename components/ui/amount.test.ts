import { expect, test } from 'vitest';
import { amountText, isNothing } from './amount';

test('amounts are written with the local symbol', () => {
  expect(amountText({ currency: 'PHP', value: '149900' })).toBe('₱1,499.00');
  expect(amountText({ currency: 'IDR', value: '1250000' })).toBe('Rp 12,500');
  expect(amountText({ currency: 'KRW', value: '9900' })).toBe('₩9,900');
});

test('a view may hold nothing at all', () => {
  expect(isNothing({ currency: 'PHP', value: '0' })).toBe(true);
  expect(amountText({ currency: 'PHP', value: '0' })).toBe('₱0.00');
});
