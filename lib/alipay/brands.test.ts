import { expect, test } from 'vitest';
import { amountProblem, brandCodes, brands, isBrand } from '@/lib/alipay/brands';

test('every wallet has the facts that pages show', () => {
  for (const code of brandCodes) {
    const brand = brands[code];
    expect(brand.code).toBe(code);
    expect(brand.officialName).not.toBe('');
    expect(brand.country).toMatch(/^[A-Z]{2}$/);
    expect(brand.colour).toMatch(/^#[0-9a-f]{6}$/);
    expect(code.length).toBeLessThanOrEqual(64);
  }
});

test('names are the official ones', () => {
  const names = [brands.GCASH, brands.KAKAOPAY, brands.ALIPAY_HK, brands.TNG, brands.TRUEMONEY].map(
    (one) => one.officialName,
  );
  expect(names).toEqual(['GCash', 'Kakao Pay', 'AlipayHK', "Touch 'n Go eWallet", 'TrueMoney']);
});

test('only codes of the table are wallets', () => {
  expect(isBrand('GCASH')).toBe(true);
  expect(isBrand('gcash')).toBe(false);
  expect(isBrand('BKASH')).toBe(false);
  expect(isBrand('constructor')).toBe(false);
});

test('an amount is checked against what the wallet takes', () => {
  expect(amountProblem('GCASH', { currency: 'PHP', minor: 100n })).toBeNull();
  expect(amountProblem('GCASH', { currency: 'PHP', minor: 99n })).toBe('below_minimum');
  expect(amountProblem('GCASH', { currency: 'PHP', minor: 10_000_001n })).toBe('above_maximum');
  expect(amountProblem('GCASH', { currency: 'HKD', minor: 100n })).toBe('other_currency');
  expect(amountProblem('DANA', { currency: 'IDR', minor: 30_050n })).toBe('not_a_multiple');
  expect(amountProblem('MAYA', { currency: 'PHP', minor: 1n })).toBeNull();
});
