import { describe, expect, test } from 'vitest';
import { amountProblem, brandCodes, brands, isBrand, type Brand, type Limits } from '@/lib/alipay/brands';
import { parseMajor } from '@/lib/kit/money';

/**
 * The protocol's table of wallets once more, as it is printed there: code, name, country, currency; minimum and the maxima by what they are
 * for, in major units; refund window in days; partial refund; cancel. `?` is not documented.
 */
const documented = `
ALIPAY_CN | Alipay | CN | CNY | 0.10 | payment 300,000; year 3,000,000 | 365 | yes | rule
ALIPAY_HK | AlipayHK | HK | HKD | 0.01 | payment 50,000; year 200,000 | 365 | yes | rule
GCASH | GCash | PH | PHP | 1 | day 100,000 | 365 | yes | rule
MAYA | Maya | PH | PHP | ? | ? | ? | ? | ?
GRABPAY_PH | GrabPay | PH | PHP | 10 | payment 50,000 | 365 | ? | rule
GRABPAY_MY | GrabPay | MY | MYR | 0.01 | payment 1,500 | 365 | ? | rule
GRABPAY_SG | GrabPay | SG | SGD | 0.01 | ? | ? | ? | rule
DANA | DANA | ID | IDR | 300 | payment 10,000,000; day 20,000,000 | 365 | yes | cashier docs: no
BOOST | Boost | MY | MYR | 0.05 | month 50,000 | 365 | ? | rule
TNG | Touch 'n Go eWallet | MY | MYR | 0.05 | ? | ? | ? | ?
TRUEMONEY | TrueMoney | TH | THB | 1 | payment 30,000; day 50,000 | 365 | yes | rule
RABBIT_LINE_PAY | Rabbit LINE Pay | TH | THB | 0.01 | payment 50,000 | 365 | ? | rule
KPLUS | K PLUS | TH | THB | 1 | payment 2,000,000 | 365 | ? | rule
DIRECT_DEBIT_SIAMCOMMERCIALBANK | SCB direct debit | TH | THB | ? | ? | ? | ? | ?
DIRECT_DEBIT_KRUNGTHAIBANK | Krungthai direct debit | TH | THB | ? | ? | ? | ? | ?
KAKAOPAY | Kakao Pay | KR | KRW | 50 | ? | ? | ? | ?
NAVERPAY | NAVER Pay | KR | KRW | ? | ? | ? | ? | ?
TOSSPAY | Toss Pay | KR | KRW | ? | ? | ? | ? | ?
PAYPAY | PayPay | JP | JPY | 1 | ? | ? | no | ?
ZALOPAY | ZaloPay | VN | VND | 1,000 | payment 10,000,000; day 20,000,000; month 100,000,000 | 180 | ? | ?
MOMO | MoMo | VN | VND | ? | ? | ? | ? | ?
JKOPAY | JKOPay | TW | TWD | 1 | ? | ? | ? | cashier docs: no
DIRECTDEBIT_YAPILY | One-click bank payment | GB | GBP | ? | ? | ? | ? | ?
ACH_DIRECT_DEBIT | ACH | US | USD | ? | ? | ? | ? | ?`;

const cancelRule: Record<string, string> = { rule: 'yes', 'cashier docs: no': 'not_at_checkout', '?': 'unknown' };

const rows = documented
  .trim()
  .split('\n')
  .map((line) => line.split(' | '));

describe.each(rows)('%s', (code, name, country, currency, minimum, maxima, window, partial, cancel) => {
  const brand = brands[code as Brand];
  const minor = (text: string) => parseMajor(text, brand.currency).minor;
  const unknownOr = <Value>(text: string, read: (text: string) => Value) => (text === '?' ? 'unknown' : read(text));
  const maximum = (per: string) => {
    const amount = new RegExp(`${per} ([\\d,]+)`).exec(maxima!)?.[1];
    return amount === undefined ? 'unknown' : minor(amount);
  };

  test('has the name, country and currency of the documents', () => {
    expect(brand).toMatchObject({ code, officialName: name, country, currency });
    expect(brand.colour).toMatch(/^#[0-9a-f]{6}$/);
    expect(brand.code.length).toBeLessThanOrEqual(64);
  });

  test('has the limits of the documents, each for itself, and no others', () => {
    expect(brand.limits).toEqual({
      minimumMinor: unknownOr(minimum!, minor),
      // Both carry two digits on the wire that nobody uses.
      stepMinor: code === 'DANA' || code === 'JKOPAY' ? 100n : 1n,
      perPaymentMinor: maximum('payment'),
      perDayMinor: maximum('day'),
      perMonthMinor: maximum('month'),
      perYearMinor: maximum('year'),
    } satisfies Limits);
  });

  test('gives money back as the documents say', () => {
    expect(brand.refundWindowDays).toBe(unknownOr(window!, Number));
    expect(brand.partialRefund).toBe(unknownOr(partial!, (text) => text));
    expect(brand.cancel).toBe(cancelRule[cancel!]);
  });

  test('takes its smallest and its largest amount, and nothing beyond', () => {
    const { limits } = brand;
    const problem = (amountMinor: bigint) =>
      amountProblem(brand.code, { currency: brand.currency, minor: amountMinor });
    const { minimumMinor, stepMinor, ...perTime } = limits;
    if (minimumMinor !== 'unknown') {
      expect(problem(minimumMinor)).toBeNull();
      if (minimumMinor > 1n) expect(problem(minimumMinor - 1n)).toBe('below_minimum');
    }
    const known = Object.values(perTime).filter((limit) => limit !== 'unknown');
    const smallest = known.reduce<bigint | null>((least, one) => (least === null || one < least ? one : least), null);
    if (smallest !== null) {
      expect(problem(smallest)).toBeNull();
      expect(problem(smallest + stepMinor)).toBe('above_maximum');
    }
    expect(amountProblem(brand.code, { currency: 'PLN', minor: 100_000n })).toBe('other_currency');
  });
});

test('the table holds the documented wallets and no others', () => {
  expect([...brandCodes].toSorted()).toEqual(rows.map(([code]) => code!).toSorted());
});

test('only codes of the table are wallets', () => {
  for (const code of brandCodes) expect(isBrand(code)).toBe(true);
  // Withdrawn, or without a page of facts; or no code at all.
  for (const code of ['BKASH', 'EASYPAISA', 'MPAY', 'HIPAY', 'VIETTELMONEY', 'ANTOM_BIZ_ACCOUNT']) {
    expect(isBrand(code)).toBe(false);
  }
  for (const code of ['gcash', '', 'constructor', '__proto__']) expect(isBrand(code)).toBe(false);
});

test('an amount is checked against what the wallet takes', () => {
  expect(amountProblem('DANA', { currency: 'IDR', minor: 30_050n })).toBe('not_a_multiple');
  expect(amountProblem('JKOPAY', { currency: 'TWD', minor: 150n })).toBe('not_a_multiple');
  // Nothing known forbids it: Alipay has the last word.
  expect(amountProblem('MAYA', { currency: 'PHP', minor: 1n })).toBeNull();
});

describe('what a wallet shows to someone who comes to agree', () => {
  test.each<[Brand, string, string, string]>([
    ['ALIPAY_CN', 'qr', 'intermediate', 'intermediate'],
    ['ALIPAY_HK', 'qr', 'login_or_intermediate', 'login_or_intermediate'],
    ['GCASH', 'qr', 'login', 'login_or_intermediate'],
    ['DANA', 'login', 'login', 'login'],
    ['BOOST', 'login', 'login', 'login'],
    ['MOMO', 'unknown', 'unknown', 'unknown'],
  ])('%s: %s on a desktop, %s on a phone, %s in an app', (brand, web, wap, app) => {
    const { WEB, WAP, APP } = brands[brand].linking;
    expect([WEB.page, WAP.page, APP.page]).toEqual([web, wap, app]);
  });

  test('app links are known of three wallets, in an app, and the old address alone of one', () => {
    const told = (wanted: (brand: Brand) => boolean) => brandCodes.filter(wanted).toSorted();
    expect(told((code) => brands[code].linking.APP.applink === 'yes')).toEqual(['ALIPAY_HK', 'DANA', 'GCASH']);
    expect(told((code) => brands[code].authUrl === 'only')).toEqual(['TRUEMONEY']);
    expect(told((code) => brands[code].authUrl === 'also')).toEqual(['GCASH']);
  });

  test('one wallet is known not to refresh its tokens', () => {
    expect(brandCodes.filter((code) => brands[code].refresh === 'no')).toEqual(['ZALOPAY']);
    expect(brandCodes.filter((code) => brands[code].refresh === 'yes')).toEqual([]);
  });
});
