/**
 * The wallets that can be linked and debited, as one table of data. What the documents do not say is `unknown`, never guessed.
 *
 * Safe in the browser. Does not know: which of them a merchant has contracted (consult tells), who linked what.
 *
 * Source: protocol 5.2, 5.9, 6, 7 and 10.3; the linking pages of wallets that 5.2 leaves out are the same Alipay page's, in its fuller edition
 * (docs.antom.com/ac/tokenized/redirection_details). Of 5.9's codes those without a page of facts are left out, because a currency is
 * needed, and so are those that Alipay has withdrawn.
 */
import type { Currency, Money } from '@/lib/kit/money';

export type Known = 'yes' | 'no' | 'unknown';

/** The terminals of the protocol: a desktop browser, a phone's browser, a merchant's own app. */
export type Device = 'WEB' | 'WAP' | 'APP';

/** What a wallet shows to someone who comes to agree. `intermediate`: a page that calls the wallet's app. */
export type LinkingPage = 'qr' | 'login' | 'intermediate' | 'login_or_intermediate' | 'login_or_qr' | 'unknown';

export interface Linking {
  readonly page: LinkingPage;
  /** Whether consult gives an address that opens the wallet's app. */
  readonly applink: Known;
}

export interface Limits {
  /** Smallest payment, and smallest refund. */
  readonly minimumMinor: bigint | 'unknown';
  /** An amount must be a multiple of this. */
  readonly stepMinor: bigint;
  readonly perPaymentMinor: bigint | 'unknown';
  readonly perDayMinor: bigint | 'unknown';
  readonly perMonthMinor: bigint | 'unknown';
  readonly perYearMinor: bigint | 'unknown';
}

export interface BrandFacts {
  /** As wallets want to be named; the words on buttons and pages. */
  readonly officialName: string;
  /** ISO 3166 */
  readonly country: string;
  /** The one it is debited in; no wallet of the table has two. */
  readonly currency: Currency;
  readonly linking: Readonly<Record<Device, Linking>>;
  /** `only`: consult gives nothing but the old address; `also`: beside the others. */
  readonly authUrl: 'only' | 'also' | 'unknown';
  readonly limits: Limits;
  readonly refundWindowDays: number | 'unknown';
  readonly partialRefund: Known;
  /** `not_at_checkout`: the one-time product says no and auto debit says nothing, so a refund is the safe way back. */
  readonly cancel: 'yes' | 'not_at_checkout' | 'unknown';
  /** Whether an access token can be refreshed. */
  readonly refresh: Known;
  /** The foot of the neutral tile; never a fill, never a logo. */
  readonly colour: string;
}

const YEAR_DAYS = 365;

const noLimits: Limits = {
  minimumMinor: 'unknown',
  stepMinor: 1n,
  perPaymentMinor: 'unknown',
  perDayMinor: 'unknown',
  perMonthMinor: 'unknown',
  perYearMinor: 'unknown',
};

const limited = (known: Partial<Limits>): Limits => ({ ...noLimits, ...known });

/** Pages per device; an app link is told only where the documents tell it. */
function linking(web: LinkingPage, wap: LinkingPage, app: LinkingPage, appApplink: Known = 'unknown') {
  return {
    WEB: { page: web, applink: 'unknown' },
    WAP: { page: wap, applink: 'unknown' },
    APP: { page: app, applink: appApplink },
  } as const;
}

const open = {
  linking: linking('unknown', 'unknown', 'unknown'),
  authUrl: 'unknown',
  limits: noLimits,
  refundWindowDays: 'unknown',
  partialRefund: 'unknown',
  cancel: 'unknown',
  refresh: 'unknown',
} as const;

const login = linking('login', 'login', 'unknown');

const philippines = { country: 'PH', currency: 'PHP' } as const;
const malaysia = { country: 'MY', currency: 'MYR' } as const;
const thailand = { country: 'TH', currency: 'THB' } as const;
const korea = { country: 'KR', currency: 'KRW' } as const;
const vietnam = { country: 'VN', currency: 'VND' } as const;

const cancellable = { refundWindowDays: YEAR_DAYS, cancel: 'yes' } as const;
const refundable = { ...cancellable, partialRefund: 'yes' } as const;

const table = {
  GCASH: {
    ...open,
    ...philippines,
    ...refundable,
    officialName: 'GCash',
    linking: linking('qr', 'login', 'login_or_intermediate', 'yes'),
    authUrl: 'also',
    limits: limited({ minimumMinor: 100n, perDayMinor: 10_000_000n }),
    colour: '#3f73c4',
  },
  MAYA: { ...open, ...philippines, officialName: 'Maya', linking: login, colour: '#4f9d6b' },
  GRABPAY_PH: {
    ...open,
    ...philippines,
    ...cancellable,
    officialName: 'GrabPay',
    limits: limited({ minimumMinor: 1_000n, perPaymentMinor: 5_000_000n }),
    colour: '#4d9a58',
  },
  DANA: {
    ...open,
    country: 'ID',
    currency: 'IDR',
    officialName: 'DANA',
    linking: linking('login', 'login', 'login', 'yes'),
    // Two digits on the wire, but only whole rupiah.
    limits: limited({
      minimumMinor: 30_000n,
      stepMinor: 100n,
      perPaymentMinor: 1_000_000_000n,
      perDayMinor: 2_000_000_000n,
    }),
    refundWindowDays: YEAR_DAYS,
    partialRefund: 'yes',
    cancel: 'not_at_checkout',
    colour: '#4a86b8',
  },
  KAKAOPAY: {
    ...open,
    ...korea,
    officialName: 'Kakao Pay',
    linking: login,
    limits: limited({ minimumMinor: 50n }),
    colour: '#c9ab2a',
  },
  NAVERPAY: {
    ...open,
    ...korea,
    officialName: 'NAVER Pay',
    linking: linking('login', 'login_or_intermediate', 'unknown'),
    colour: '#57a866',
  },
  TOSSPAY: {
    ...open,
    ...korea,
    officialName: 'Toss Pay',
    linking: linking('login_or_qr', 'login_or_qr', 'unknown'),
    colour: '#4f79c9',
  },
  ALIPAY_HK: {
    ...open,
    ...refundable,
    country: 'HK',
    currency: 'HKD',
    officialName: 'AlipayHK',
    linking: linking('qr', 'login_or_intermediate', 'login_or_intermediate', 'yes'),
    limits: limited({ minimumMinor: 1n, perPaymentMinor: 5_000_000n, perYearMinor: 20_000_000n }),
    colour: '#5a8fc4',
  },
  ALIPAY_CN: {
    ...open,
    ...refundable,
    country: 'CN',
    currency: 'CNY',
    officialName: 'Alipay',
    linking: linking('qr', 'intermediate', 'intermediate'),
    limits: limited({ minimumMinor: 10n, perPaymentMinor: 30_000_000n, perYearMinor: 300_000_000n }),
    colour: '#4f7fc0',
  },
  TNG: {
    ...open,
    ...malaysia,
    officialName: "Touch 'n Go eWallet",
    linking: login,
    limits: limited({ minimumMinor: 5n }),
    colour: '#4b74b0',
  },
  BOOST: {
    ...open,
    ...malaysia,
    ...cancellable,
    officialName: 'Boost',
    linking: linking('login', 'login', 'login'),
    limits: limited({ minimumMinor: 5n, perMonthMinor: 5_000_000n }),
    colour: '#c4574f',
  },
  GRABPAY_MY: {
    ...open,
    ...malaysia,
    ...cancellable,
    officialName: 'GrabPay',
    limits: limited({ minimumMinor: 1n, perPaymentMinor: 150_000n }),
    colour: '#4d9a58',
  },
  GRABPAY_SG: {
    ...open,
    country: 'SG',
    currency: 'SGD',
    officialName: 'GrabPay',
    limits: limited({ minimumMinor: 1n }),
    cancel: 'yes',
    colour: '#4d9a58',
  },
  TRUEMONEY: {
    ...open,
    ...thailand,
    ...refundable,
    officialName: 'TrueMoney',
    authUrl: 'only',
    limits: limited({ minimumMinor: 100n, perPaymentMinor: 3_000_000n, perDayMinor: 5_000_000n }),
    colour: '#c98545',
  },
  RABBIT_LINE_PAY: {
    ...open,
    ...thailand,
    ...cancellable,
    officialName: 'Rabbit LINE Pay',
    linking: linking('qr', 'intermediate', 'unknown'),
    limits: limited({ minimumMinor: 1n, perPaymentMinor: 5_000_000n }),
    colour: '#5aa35f',
  },
  KPLUS: {
    ...open,
    ...thailand,
    ...cancellable,
    officialName: 'K PLUS',
    limits: limited({ minimumMinor: 100n, perPaymentMinor: 200_000_000n }),
    colour: '#4d9a6f',
  },
  DIRECT_DEBIT_SIAMCOMMERCIALBANK: { ...open, ...thailand, officialName: 'SCB direct debit', colour: '#7a5ea8' },
  DIRECT_DEBIT_KRUNGTHAIBANK: { ...open, ...thailand, officialName: 'Krungthai direct debit', colour: '#4a9cbf' },
  PAYPAY: {
    ...open,
    country: 'JP',
    currency: 'JPY',
    officialName: 'PayPay',
    limits: limited({ minimumMinor: 1n }),
    partialRefund: 'no',
    colour: '#c4504f',
  },
  ZALOPAY: {
    ...open,
    ...vietnam,
    officialName: 'ZaloPay',
    limits: limited({
      minimumMinor: 1_000n,
      perPaymentMinor: 10_000_000n,
      perDayMinor: 20_000_000n,
      perMonthMinor: 100_000_000n,
    }),
    refundWindowDays: 180,
    refresh: 'no',
    colour: '#4a7fc4',
  },
  MOMO: { ...open, ...vietnam, officialName: 'MoMo', colour: '#b0568f' },
  JKOPAY: {
    ...open,
    country: 'TW',
    currency: 'TWD',
    officialName: 'JKOPay',
    // Whole dollars only.
    limits: limited({ minimumMinor: 100n, stepMinor: 100n }),
    cancel: 'not_at_checkout',
    colour: '#b8524f',
  },
  DIRECTDEBIT_YAPILY: {
    ...open,
    country: 'GB',
    currency: 'GBP',
    officialName: 'One-click bank payment',
    colour: '#5b6f9e',
  },
  ACH_DIRECT_DEBIT: { ...open, country: 'US', currency: 'USD', officialName: 'ACH', colour: '#6f7780' },
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

/**
 * Checks a payment against the wallet's documented limits before Alipay is asked. What may be spent in a day, a month or a year no single
 * payment can exceed either; what the customer has spent already only the wallet knows.
 */
export function amountProblem(brand: Brand, money: Money): AmountProblem | null {
  const { currency, limits } = brands[brand];
  const { minimumMinor, stepMinor, perPaymentMinor, perDayMinor, perMonthMinor, perYearMinor } = limits;
  const maxima = [perPaymentMinor, perDayMinor, perMonthMinor, perYearMinor].filter((limit) => limit !== 'unknown');
  if (money.currency !== currency) return 'other_currency';
  if (minimumMinor !== 'unknown' && money.minor < minimumMinor) return 'below_minimum';
  if (maxima.some((maximum) => money.minor > maximum)) return 'above_maximum';
  if (money.minor % stepMinor !== 0n) return 'not_a_multiple';
  return null;
}
