import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addMoney,
  currencies,
  currencyExponent,
  formatMoney,
  formatParts,
  MoneyError,
  parseMajor,
  parseMoney,
  sameMoney,
  subtractMoney,
  toWire,
  type Currency,
  type Money,
} from '@/lib/kit/money';

const anyMoney = fc.record({
  currency: fc.constantFrom(...currencies),
  minor: fc.bigInt({ min: 1n, max: 9_999_999_999_999_999n }),
});

const symbol = (currency: Currency, minor: bigint) => formatMoney({ currency, minor }, { style: 'symbol' });

describe('the wire form', () => {
  test('goes out and comes back the same in every currency', () => {
    for (const currency of currencies) {
      fc.assert(
        fc.property(fc.bigInt({ min: 1n, max: 9_999_999_999_999_999n }), (minor) => {
          expect(parseMoney(toWire({ currency, minor }))).toEqual({ currency, minor });
        }),
        { numRuns: 25 },
      );
    }
  });

  test.each([
    ['', 'the amount is empty'],
    ['0', 'the amount must be more than zero'],
    ['000', 'the amount must be more than zero'],
    ['01', 'the amount begins with a zero'],
    ['-5', 'the amount must be whole minor units: digits only'],
    ['+5', 'the amount must be whole minor units: digits only'],
    ['1.00', 'the amount must be whole minor units: digits only'],
    [' 1', 'the amount must be whole minor units: digits only'],
    ['1e3', 'the amount must be whole minor units: digits only'],
    ['١٢', 'the amount must be whole minor units: digits only'],
    ['12345678901234567', 'the amount has more than 16 digits'],
  ])('refuses %j and says why', (value, why) => {
    expect(() => parseMoney({ currency: 'PHP', value })).toThrow(new MoneyError(why));
  });

  test.each(['XXX', 'php', '', '__proto__', 'toString'])('refuses the currency %j', (currency) => {
    expect(() => parseMoney({ currency, value: '1' })).toThrow(MoneyError);
  });

  test('never accepts a text that it would write otherwise', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9. -]{0,20}$/)), (value) => {
        try {
          expect(toWire(parseMoney({ currency: 'PHP', value })).value).toBe(value);
        } catch (error) {
          if (!(error instanceof MoneyError)) throw error;
        }
      }),
    );
  });

  test('writes nothing as "0" and refuses what is below nothing', () => {
    expect(toWire({ currency: 'PHP', minor: 0n })).toEqual({ currency: 'PHP', value: '0' });
    expect(() => toWire({ currency: 'PHP', minor: -1n })).toThrow(MoneyError);
    expect(() => toWire({ currency: 'PHP', minor: 10n ** 16n })).toThrow(MoneyError);
  });
});

describe('sums', () => {
  test('add and subtract within one currency only', () => {
    const one: Money = { currency: 'PHP', minor: 100n };
    const two: Money = { currency: 'PHP', minor: 250n };
    expect(addMoney(one, two)).toEqual({ currency: 'PHP', minor: 350n });
    expect(subtractMoney(one, two)).toEqual({ currency: 'PHP', minor: -150n });
    expect(sameMoney(one, { ...one })).toBe(true);
    expect(sameMoney(one, { currency: 'HKD', minor: 100n })).toBe(false);
    expect(() => addMoney(one, { currency: 'HKD', minor: 1n })).toThrow(new MoneyError('PHP and HKD do not add up'));
  });
});

describe('what people read', () => {
  test('amounts carry the local symbol', () => {
    expect(symbol('PHP', 149_900n)).toBe('₱1,499.00');
    expect(symbol('IDR', 1_250_000n)).toBe('Rp 12,500');
    expect(symbol('KRW', 9_900n)).toBe('₩9,900');
    expect(symbol('HKD', 12_800n)).toBe('HK$128.00');
    expect(symbol('MYR', 4_590n)).toBe('RM 45.90');
    expect(symbol('THB', 29_900n)).toBe('฿299.00');
  });

  test('sen appear only when there are any', () => {
    expect(symbol('IDR', 1_250_050n)).toBe('Rp 12,500.50');
    expect(symbol('PHP', 5n)).toBe('₱0.05');
    expect(symbol('PHP', 0n)).toBe('₱0.00');
    expect(symbol('IDR', 0n)).toBe('Rp 0');
  });

  test('the code may stand instead of the symbol, and returned money takes a true minus', () => {
    expect(formatMoney({ currency: 'PHP', minor: 123_456_789n }, { style: 'code' })).toBe('PHP 1,234,567.89');
    expect(symbol('HKD', -6_400n)).toBe('−HK$64.00');
  });

  test('the ledger column gets code, figure and the decimals shown', () => {
    const parts = (currency: Currency, minor: bigint) => formatParts({ currency, minor });
    expect(parts('PHP', 149_900n)).toEqual({ currency: 'PHP', symbol: '₱', figure: '1,499.00', exponent: 2 });
    expect(parts('KRW', 9_900n)).toEqual({ currency: 'KRW', symbol: '₩', figure: '9,900', exponent: 0 });
    expect(parts('IDR', 1_250_000n)).toEqual({ currency: 'IDR', symbol: 'Rp', figure: '12,500', exponent: 0 });
    expect(parts('HKD', -6_400n).figure).toBe('−64.00');
  });
});

describe('what people type', () => {
  test.each<[string, Currency, bigint]>([
    ['1499', 'PHP', 149_900n],
    ['1,499.5', 'PHP', 149_950n],
    [' 0.05 ', 'MYR', 5n],
    ['12,500', 'IDR', 1_250_000n],
    ['9900', 'KRW', 9_900n],
  ])('%j in %s', (text, currency, minor) => {
    expect(parseMajor(text, currency)).toEqual({ currency, minor });
  });

  test.each<[string, Currency, string]>([
    ['', 'PHP', 'enter an amount'],
    ['0.00', 'PHP', 'the amount must be more than zero'],
    ['1.005', 'PHP', 'PHP has at most 2 decimals'],
    ['99.5', 'KRW', 'KRW has no decimals'],
    ['1,49.00', 'PHP', 'an amount is digits, with a point before the decimals'],
    ['-5', 'PHP', 'an amount is digits, with a point before the decimals'],
    ['5,', 'PHP', 'an amount is digits, with a point before the decimals'],
  ])('refuses %j in %s and says why', (text, currency, why) => {
    expect(() => parseMajor(text, currency)).toThrow(new MoneyError(why));
  });

  test('what is shown can be typed again, in every currency', () => {
    fc.assert(
      fc.property(anyMoney, (money) => {
        expect(parseMajor(formatParts(money).figure, money.currency)).toEqual(money);
      }),
    );
  });
});

test('the exponents are the protocol’s, with two digits for rupiah and none for won, yen, dong and peso of Chile', () => {
  const none = currencies.filter((currency) => currencyExponent(currency) === 0);
  expect(none.toSorted()).toEqual(['CLP', 'JPY', 'KRW', 'VND']);
  expect(currencyExponent('IDR')).toBe(2);
  expect(currencyExponent('TWD')).toBe(2);
  expect(currencies).toHaveLength(24);
});
