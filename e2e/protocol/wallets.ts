/** Protocol 5.9, 6 and 7 as data: what is documented of each wallet, in minor units. What is unknown is left out. */

export interface WalletFacts {
  readonly brand: string;
  readonly currency: string;
  /** The smallest payment and refund. */
  readonly least?: number;
  /** The largest payment. */
  readonly most?: number;
  readonly refundDays?: number;
  readonly partialRefund?: boolean;
  readonly refresh?: false;
  /** Values must be multiples of this (protocol 7). */
  readonly step?: number;
}

/** Decimals of a currency as Alipay counts them, which for IDR and TWD is not what libraries say (protocol 7). */
export const EXPONENTS: Readonly<Record<string, 0 | 2>> = {
  ...Object.fromEntries(
    'AUD BDT BRL CAD CNY EUR GBP HKD IDR MXN MYR NZD PEN PHP PKR PLN SGD THB TWD USD'.split(' ').map((one) => [one, 2]),
  ),
  CLP: 0,
  JPY: 0,
  KRW: 0,
  VND: 0,
};

export const WALLETS: readonly WalletFacts[] = [
  { brand: 'ALIPAY_CN', currency: 'CNY', least: 10, most: 300_000_00, refundDays: 365, partialRefund: true },
  { brand: 'ALIPAY_HK', currency: 'HKD', least: 1, most: 50_000_00, refundDays: 365, partialRefund: true },
  { brand: 'GCASH', currency: 'PHP', least: 100, refundDays: 365, partialRefund: true },
  { brand: 'MAYA', currency: 'PHP' },
  { brand: 'GRABPAY_PH', currency: 'PHP', least: 1000, most: 50_000_00, refundDays: 365 },
  { brand: 'GRABPAY_MY', currency: 'MYR', least: 1, most: 1_500_00, refundDays: 365 },
  { brand: 'GRABPAY_SG', currency: 'SGD', least: 1 },
  {
    brand: 'DANA',
    currency: 'IDR',
    least: 30_000,
    most: 10_000_000_00,
    refundDays: 365,
    partialRefund: true,
    step: 100,
  },
  { brand: 'BOOST', currency: 'MYR', least: 5, refundDays: 365 },
  { brand: 'TNG', currency: 'MYR', least: 5 },
  { brand: 'TRUEMONEY', currency: 'THB', least: 100, most: 30_000_00, refundDays: 365, partialRefund: true },
  { brand: 'RABBIT_LINE_PAY', currency: 'THB', least: 1, most: 50_000_00, refundDays: 365 },
  { brand: 'KPLUS', currency: 'THB', least: 100, most: 2_000_000_00, refundDays: 365 },
  { brand: 'DIRECT_DEBIT_SIAMCOMMERCIALBANK', currency: 'THB' },
  { brand: 'DIRECT_DEBIT_KRUNGTHAIBANK', currency: 'THB' },
  { brand: 'KAKAOPAY', currency: 'KRW', least: 50 },
  { brand: 'NAVERPAY', currency: 'KRW' },
  { brand: 'TOSSPAY', currency: 'KRW' },
  { brand: 'PAYPAY', currency: 'JPY', least: 1, partialRefund: false },
  { brand: 'ZALOPAY', currency: 'VND', least: 1000, most: 10_000_000, refundDays: 180, refresh: false },
  { brand: 'MOMO', currency: 'VND' },
  { brand: 'JKOPAY', currency: 'TWD', least: 100, step: 100 },
  { brand: 'DIRECTDEBIT_YAPILY', currency: 'GBP' },
  { brand: 'ACH_DIRECT_DEBIT', currency: 'USD' },
];

export function walletNamed(brand: string): WalletFacts {
  const found = WALLETS.find((wallet) => wallet.brand === brand);
  if (!found) throw new Error(`The document knows no wallet ${brand}.`);
  return found;
}

/** An amount that every limit of the wallet allows. */
export function easyAmount({ least = 100, step = 1 }: WalletFacts): string {
  return String(Math.ceil((least * 5) / step) * step);
}
