/**
 * The rows of the wallet table (protocol.md 6, read with 5.2, 5.6 and 7), amounts in minor units. Data only.
 *
 * Judgements, where the documents are silent: desktops and phones are shown a log-in page, and banks ask again in
 * their app; phone browsers are given an app link where nothing says otherwise (5.2 gives it to apps only for AlipayHK,
 * GCash and DANA, and names none for Alipay and Boost); a wallet whose minimum is unknown takes one minor unit.
 */
/**
 * How a wallet meets the customer (protocol 5.2): a code to scan, a page to log in, a page that calls the app, or a
 * log-in that the app then approves, as banks do.
 */
export type Manner = 'qr' | 'login' | 'intermediate' | 'approval';

/** The greatest sums, in minor units: of one payment, and of one person in a day, a month, a year of GMT+8. */
export interface Ceilings {
  payment?: bigint;
  day?: bigint;
  month?: bigint;
  year?: bigint;
}

/** A row of the table: what differs from wallet to wallet. Left out means that nothing is documented. */
export interface WalletRow {
  name: string;
  country: string;
  currency: string;
  /** Smallest payment and smallest refund. */
  minimum?: bigint;
  ceilings?: Ceilings;
  refundWindowDays?: number;
  partialRefund?: false;
  refresh?: false;
  /** How long an access token lives where it can neither be refreshed nor lives on for ever. */
  reauthorizationDays?: number;
  desktop?: Manner;
  phone?: Manner;
  /** Which terminals get an app link beside the plain address: merchants' apps, phone browsers too, or none. */
  applink?: 'app' | 'phone' | 'never';
  onlyAuthUrl?: true;
  /** An amount must be a multiple of this. */
  step?: bigint;
  colour: string;
  ink?: string;
}

const YEAR = 365;

const PH = { country: 'PH', currency: 'PHP' };
const MY = { country: 'MY', currency: 'MYR' };
const TH = { country: 'TH', currency: 'THB' };
const VN = { country: 'VN', currency: 'VND' };
const KR = { country: 'KR', currency: 'KRW' };

/** In the order in which pages list them. */
export const WALLET_ROWS: Record<string, WalletRow> = {
  ALIPAY_CN: {
    name: 'Alipay',
    country: 'CN',
    currency: 'CNY',
    minimum: 10n,
    ceilings: { payment: 30_000_000n, year: 300_000_000n },
    refundWindowDays: YEAR,
    desktop: 'qr',
    phone: 'intermediate',
    applink: 'never',
    colour: '#1f4fa8',
  },
  ALIPAY_HK: {
    name: 'AlipayHK',
    country: 'HK',
    currency: 'HKD',
    minimum: 1n,
    ceilings: { payment: 5_000_000n, year: 20_000_000n },
    refundWindowDays: YEAR,
    desktop: 'qr',
    applink: 'app',
    colour: '#1259c3',
  },
  JKOPAY: {
    name: 'JKOPay',
    country: 'TW',
    currency: 'TWD',
    minimum: 100n,
    // Whole dollars only, though two digits travel (protocol 7).
    step: 100n,
    desktop: 'qr',
    colour: '#a31f34',
  },
  GCASH: {
    ...PH,
    name: 'GCash',
    minimum: 100n,
    ceilings: { day: 10_000_000n },
    refundWindowDays: YEAR,
    desktop: 'qr',
    applink: 'app',
    colour: '#0057d9',
  },
  MAYA: { ...PH, name: 'Maya', colour: '#0b6e45' },
  GRABPAY_PH: {
    ...PH,
    name: 'GrabPay',
    // The newer of two documented minimums (protocol 11.2, 11).
    minimum: 1_000n,
    ceilings: { payment: 5_000_000n },
    refundWindowDays: YEAR,
    colour: '#1d6b3a',
  },
  GRABPAY_MY: {
    ...MY,
    name: 'GrabPay',
    minimum: 1n,
    ceilings: { payment: 150_000n },
    refundWindowDays: YEAR,
    colour: '#22703f',
  },
  GRABPAY_SG: { country: 'SG', currency: 'SGD', name: 'GrabPay', minimum: 1n, colour: '#277544' },
  DANA: {
    name: 'DANA',
    country: 'ID',
    currency: 'IDR',
    minimum: 30_000n,
    // Two digits travel, but only whole rupiah exist (protocol 7).
    step: 100n,
    ceilings: { payment: 1_000_000_000n, day: 2_000_000_000n },
    refundWindowDays: YEAR,
    applink: 'app',
    colour: '#0b69b0',
  },
  BOOST: {
    ...MY,
    name: 'Boost',
    minimum: 5n,
    // The auto-debit page's figure, not the one-time page's (protocol 11.2, 10).
    ceilings: { month: 5_000_000n },
    refundWindowDays: YEAR,
    applink: 'never',
    colour: '#c01f2e',
  },
  TNG: { ...MY, name: "Touch 'n Go eWallet", minimum: 5n, colour: '#0a4c9c' },
  TRUEMONEY: {
    ...TH,
    name: 'TrueMoney',
    minimum: 100n,
    ceilings: { payment: 3_000_000n, day: 5_000_000n },
    refundWindowDays: YEAR,
    applink: 'never',
    onlyAuthUrl: true,
    colour: '#b34300',
  },
  RABBIT_LINE_PAY: {
    ...TH,
    name: 'Rabbit LINE Pay',
    minimum: 1n,
    ceilings: { payment: 5_000_000n },
    refundWindowDays: YEAR,
    desktop: 'qr',
    colour: '#0a7a3b',
  },
  KPLUS: {
    ...TH,
    name: 'K PLUS',
    minimum: 100n,
    ceilings: { payment: 200_000_000n },
    refundWindowDays: YEAR,
    desktop: 'approval',
    phone: 'approval',
    colour: '#14713f',
  },
  DIRECT_DEBIT_SIAMCOMMERCIALBANK: {
    ...TH,
    name: 'SCB direct debit',
    desktop: 'approval',
    phone: 'approval',
    colour: '#5a3596',
  },
  DIRECT_DEBIT_KRUNGTHAIBANK: {
    ...TH,
    name: 'Krungthai direct debit',
    desktop: 'approval',
    phone: 'approval',
    colour: '#0f6c94',
  },
  ZALOPAY: {
    ...VN,
    name: 'ZaloPay',
    minimum: 1_000n,
    ceilings: { payment: 10_000_000n, day: 20_000_000n, month: 100_000_000n },
    refundWindowDays: 180,
    refresh: false,
    colour: '#0b5bb8',
  },
  MOMO: { ...VN, name: 'MoMo', desktop: 'qr', colour: '#9c1f6b' },
  KAKAOPAY: { ...KR, name: 'Kakao Pay', minimum: 50n, colour: '#fee102', ink: '#1b1a17' },
  NAVERPAY: { ...KR, name: 'NAVER Pay', colour: '#0d6b4d' },
  TOSSPAY: { ...KR, name: 'Toss Pay', colour: '#2547a8' },
  PAYPAY: { country: 'JP', currency: 'JPY', name: 'PayPay', minimum: 1n, partialRefund: false, colour: '#b01c3b' },
  DIRECTDEBIT_YAPILY: {
    name: 'One-click bank payment',
    country: 'GB',
    currency: 'GBP',
    desktop: 'approval',
    phone: 'approval',
    applink: 'never',
    colour: '#3f4f82',
  },
  ACH_DIRECT_DEBIT: {
    name: 'ACH',
    country: 'US',
    currency: 'USD',
    // "Yearly re-authorization" (protocol 5.6): there is no refreshing past that year.
    refresh: false,
    reauthorizationDays: YEAR,
    applink: 'never',
    colour: '#4a525e',
  },
};
