/**
 * The wallets that can be linked and debited, as one table of data. What the documents do not say is `unknown`, never guessed.
 *
 * Safe in the browser. Does not know: which of them a merchant has contracted (consult tells), who linked what.
 *
 * Source: protocol 5.2, 5.9, 6, 7 and 10.3.
 */
import type { Currency, Money } from '@/lib/kit/money';

export type Known = 'yes' | 'no' | 'unknown';

export interface BrandFacts {
  /** As wallets want to be named; the words on buttons and pages. */
  readonly officialName: string;
  /** ISO 3166 */
  readonly country: string;
  readonly countryName: string;
  readonly currency: Currency;
  /** Smallest payment and smallest refund. */
  readonly minimumMinor?: bigint;
  /** What one payment can never exceed: the limit per payment, or per day or month where only that is documented. */
  readonly maximumMinor?: bigint;
  /** An amount must be a multiple of this. */
  readonly stepMinor?: bigint;
  readonly refundWindowDays?: number;
  readonly partialRefund: Known;
  readonly cancel: Known;
  /** Whether an access token can be refreshed. */
  readonly refresh: Known;
  /** What the wallet's page shows on a desktop. */
  readonly desktop: 'qr' | 'login' | 'unknown';
  /** True where a desktop shows no code to scan, so that linking is easier begun on the phone. */
  readonly phoneHint: boolean;
  /** The foot of the neutral tile; never a fill, never a logo. */
  readonly colour: string;
}

const year = 365;

const open = {
  partialRefund: 'unknown',
  cancel: 'unknown',
  refresh: 'unknown',
  desktop: 'unknown',
  phoneHint: false,
} as const;

const philippines = { country: 'PH', countryName: 'Philippines', currency: 'PHP' } as const;
const malaysia = { country: 'MY', countryName: 'Malaysia', currency: 'MYR' } as const;
const thailand = { country: 'TH', countryName: 'Thailand', currency: 'THB' } as const;
const korea = { country: 'KR', countryName: 'South Korea', currency: 'KRW' } as const;
const vietnam = { country: 'VN', countryName: 'Vietnam', currency: 'VND' } as const;
const login = { desktop: 'login', phoneHint: true } as const;
const refundable = { refundWindowDays: year, partialRefund: 'yes', cancel: 'yes' } as const;

const table = {
  GCASH: {
    ...open,
    ...philippines,
    ...refundable,
    officialName: 'GCash',
    minimumMinor: 100n,
    maximumMinor: 10_000_000n,
    desktop: 'qr',
    colour: '#3f73c4',
  },
  MAYA: { ...open, ...philippines, ...login, officialName: 'Maya', colour: '#4f9d6b' },
  GRABPAY_PH: {
    ...open,
    ...philippines,
    officialName: 'GrabPay',
    minimumMinor: 1_000n,
    maximumMinor: 5_000_000n,
    refundWindowDays: year,
    cancel: 'yes',
    colour: '#4d9a58',
  },
  DANA: {
    ...open,
    ...login,
    country: 'ID',
    countryName: 'Indonesia',
    currency: 'IDR',
    officialName: 'DANA',
    minimumMinor: 30_000n,
    maximumMinor: 1_000_000_000n,
    // Two digits on the wire, but only whole rupiah.
    stepMinor: 100n,
    refundWindowDays: year,
    partialRefund: 'yes',
    // The one-time product says no and auto debit says nothing: a refund always works.
    cancel: 'no',
    colour: '#4a86b8',
  },
  KAKAOPAY: { ...open, ...korea, ...login, officialName: 'Kakao Pay', minimumMinor: 50n, colour: '#c9ab2a' },
  NAVERPAY: { ...open, ...korea, ...login, officialName: 'NAVER Pay', colour: '#57a866' },
  TOSSPAY: { ...open, ...korea, officialName: 'Toss Pay', desktop: 'login', colour: '#4f79c9' },
  ALIPAY_HK: {
    ...open,
    ...refundable,
    country: 'HK',
    countryName: 'Hong Kong',
    currency: 'HKD',
    officialName: 'AlipayHK',
    minimumMinor: 1n,
    maximumMinor: 5_000_000n,
    desktop: 'qr',
    colour: '#5a8fc4',
  },
  ALIPAY_CN: {
    ...open,
    ...refundable,
    country: 'CN',
    countryName: 'Mainland China',
    currency: 'CNY',
    officialName: 'Alipay',
    minimumMinor: 10n,
    maximumMinor: 30_000_000n,
    desktop: 'qr',
    colour: '#4f7fc0',
  },
  TNG: { ...open, ...malaysia, ...login, officialName: "Touch 'n Go eWallet", minimumMinor: 5n, colour: '#4b74b0' },
  BOOST: {
    ...open,
    ...malaysia,
    ...login,
    officialName: 'Boost',
    minimumMinor: 5n,
    maximumMinor: 5_000_000n,
    refundWindowDays: year,
    cancel: 'yes',
    colour: '#c4574f',
  },
  GRABPAY_MY: {
    ...open,
    ...malaysia,
    officialName: 'GrabPay',
    minimumMinor: 1n,
    maximumMinor: 150_000n,
    refundWindowDays: year,
    cancel: 'yes',
    colour: '#4d9a58',
  },
  GRABPAY_SG: {
    ...open,
    country: 'SG',
    countryName: 'Singapore',
    currency: 'SGD',
    officialName: 'GrabPay',
    minimumMinor: 1n,
    cancel: 'yes',
    colour: '#4d9a58',
  },
  TRUEMONEY: {
    ...open,
    ...thailand,
    ...refundable,
    officialName: 'TrueMoney',
    minimumMinor: 100n,
    maximumMinor: 3_000_000n,
    colour: '#c98545',
  },
  RABBIT_LINE_PAY: {
    ...open,
    ...thailand,
    officialName: 'Rabbit LINE Pay',
    minimumMinor: 1n,
    maximumMinor: 5_000_000n,
    refundWindowDays: year,
    cancel: 'yes',
    desktop: 'qr',
    colour: '#5aa35f',
  },
  KPLUS: {
    ...open,
    ...thailand,
    officialName: 'K PLUS',
    minimumMinor: 100n,
    maximumMinor: 200_000_000n,
    refundWindowDays: year,
    cancel: 'yes',
    colour: '#4d9a6f',
  },
  DIRECT_DEBIT_SIAMCOMMERCIALBANK: { ...open, ...thailand, officialName: 'SCB direct debit', colour: '#7a5ea8' },
  DIRECT_DEBIT_KRUNGTHAIBANK: { ...open, ...thailand, officialName: 'Krungthai direct debit', colour: '#4a9cbf' },
  PAYPAY: {
    ...open,
    country: 'JP',
    countryName: 'Japan',
    currency: 'JPY',
    officialName: 'PayPay',
    minimumMinor: 1n,
    partialRefund: 'no',
    colour: '#c4504f',
  },
  ZALOPAY: {
    ...open,
    ...vietnam,
    officialName: 'ZaloPay',
    minimumMinor: 1_000n,
    maximumMinor: 10_000_000n,
    refundWindowDays: 180,
    refresh: 'no',
    colour: '#4a7fc4',
  },
  MOMO: { ...open, ...vietnam, officialName: 'MoMo', colour: '#b0568f' },
  JKOPAY: {
    ...open,
    country: 'TW',
    countryName: 'Taiwan',
    currency: 'TWD',
    officialName: 'JKOPay',
    minimumMinor: 100n,
    // Whole dollars only.
    stepMinor: 100n,
    cancel: 'no',
    colour: '#b8524f',
  },
  DIRECTDEBIT_YAPILY: {
    ...open,
    country: 'GB',
    countryName: 'United Kingdom',
    currency: 'GBP',
    officialName: 'One-click bank payment',
    colour: '#5b6f9e',
  },
  ACH_DIRECT_DEBIT: {
    ...open,
    country: 'US',
    countryName: 'United States',
    currency: 'USD',
    officialName: 'ACH',
    colour: '#6f7780',
  },
} as const satisfies Record<string, BrandFacts>;

/** Alipay's code of a wallet: customerBelongsTo when linking, paymentMethodType when debiting. */
export type Brand = keyof typeof table;

/** A wallet with its code. */
export interface BrandEntry extends BrandFacts {
  readonly code: Brand;
}

export const brandCodes = Object.keys(table) as readonly Brand[];

/** Every wallet by its code. */
export const brands = Object.fromEntries(
  brandCodes.map((code): [Brand, BrandEntry] => [code, { code, ...table[code] }]),
) as Readonly<Record<Brand, BrandEntry>>;

export function isBrand(text: string): text is Brand {
  return Object.hasOwn(table, text);
}

/** Why a wallet cannot take this amount; null when nothing known forbids it. */
export type AmountProblem = 'other_currency' | 'below_minimum' | 'above_maximum' | 'not_a_multiple';

/** Checks an amount against the wallet's documented limits before Alipay is asked. */
export function amountProblem(brand: Brand, money: Money): AmountProblem | null {
  const { currency, minimumMinor, maximumMinor, stepMinor } = brands[brand];
  if (money.currency !== currency) return 'other_currency';
  if (minimumMinor !== undefined && money.minor < minimumMinor) return 'below_minimum';
  if (maximumMinor !== undefined && money.minor > maximumMinor) return 'above_maximum';
  if (stepMinor !== undefined && money.minor % stepMinor !== 0n) return 'not_a_multiple';
  return null;
}
