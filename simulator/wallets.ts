/**
 * The wallets this simulator plays: all data, no behaviour beyond looking things up. Facts from protocol.md 5.2, 5.6,
 * 6 and 7; where the documents know no limit there is none here, and what is a judgement is said beside the field.
 */
import { type Ceilings, type Manner, WALLET_ROWS, type WalletRow } from './wallet-table';

export interface Wallet {
  brand: string;
  name: string;
  country: string;
  callingCode: string;
  currency: string;
  /** Digits after the point on the wire; the documents give IDR and TWD two (protocol 7). */
  exponent: number;
  minimumMinor: bigint;
  stepMinor: bigint;
  ceilings: Ceilings;
  /** Undefined: not documented. */
  refundWindowDays: number | undefined;
  partialRefund: boolean;
  refresh: boolean;
  reauthorizationDays: number | undefined;
  /** What a desktop browser is shown first. */
  desktop: Manner;
  /** What a phone is shown first. */
  phone: Manner;
  applink: 'app' | 'phone' | 'never';
  /** Answers consult with the old `authUrl` alone. */
  onlyAuthUrl: boolean;
  /** Android package, sent with phone terminals. */
  appIdentifier: string;
  /** Band and buttons, and the ink on them: at least 4.5 to 1. Ours, not the brand's. */
  colour: string;
  ink: string;
}

const NO_DECIMALS = ['CLP', 'JPY', 'KRW', 'VND'];

/** Digits after the point (protocol 7); never taken from Intl, which says otherwise for IDR and TWD. */
export function exponentOf(currency: string): number {
  return NO_DECIMALS.includes(currency) ? 0 : 2;
}

const CALLING_CODES: Record<string, string> = {
  CN: '86',
  GB: '44',
  HK: '852',
  ID: '62',
  JP: '81',
  KR: '82',
  MY: '60',
  PH: '63',
  SG: '65',
  TH: '66',
  TW: '886',
  US: '1',
  VN: '84',
};

const WHITE = '#ffffff';

function walletOf(brand: string, row: WalletRow): Wallet {
  return {
    brand,
    name: row.name,
    country: row.country,
    callingCode: CALLING_CODES[row.country] ?? '',
    currency: row.currency,
    exponent: exponentOf(row.currency),
    minimumMinor: row.minimum ?? 1n,
    stepMinor: row.step ?? 1n,
    ceilings: row.ceilings ?? {},
    refundWindowDays: row.refundWindowDays,
    partialRefund: row.partialRefund ?? true,
    refresh: row.refresh ?? true,
    reauthorizationDays: row.reauthorizationDays,
    desktop: row.desktop ?? 'login',
    phone: row.phone ?? 'login',
    applink: row.applink ?? 'phone',
    onlyAuthUrl: row.onlyAuthUrl ?? false,
    appIdentifier: `simulated.wallet.${brand.toLowerCase().replaceAll('_', '')}`,
    colour: row.colour,
    ink: row.ink ?? WHITE,
  };
}

export const WALLETS: ReadonlyMap<string, Wallet> = new Map(
  Object.entries(WALLET_ROWS).map(([brand, row]) => [brand, walletOf(brand, row)]),
);

/** Every wallet a journal can name is in the table; a name that is not means the journal is not ours. */
export function walletNamed(brand: string): Wallet {
  const wallet = WALLETS.get(brand);
  if (!wallet) throw new Error(`No wallet named ${brand} in the table.`);
  return wallet;
}

export interface Account {
  id: string;
  wallet: string;
  login: string;
  /** Minor units as text, like every amount in the journal. */
  balance: string;
  currency: string;
  /** False: the wallet neither links it nor debits it. */
  verified: boolean;
  /** The wallet debits it no more, and pays nothing back to it: USER_STATUS_ABNORMAL. */
  restricted: boolean;
  /** The wallet does not know it any more: USER_NOT_EXIST. */
  closed: boolean;
  /** Every debit is taken for fraud: FRAUD_REJECT. */
  suspect: boolean;
  /** Its debits stay in process until they expire. */
  stuck: boolean;
  /** It ends its links by itself, without a word to the merchant, once it has been debited. */
  unlinks: boolean;
  /** What its owner allows for one payment, minor units; null: as much as the wallet allows. */
  limit: string | null;
  /** What it is for, in the words of the login page. */
  hint: string;
}

/** As the documents' sample: calling code, stars, last four digits. */
export function maskLogin(wallet: Wallet, login: string): string {
  return `${wallet.callingCode}*****${login.slice(-4)}`;
}

/** "PHP 1,234.50" for people; whole digits only, never a float. */
export function formatAmount(currency: string, minor: string): string {
  const exponent = exponentOf(currency);
  const padded = minor.padStart(exponent + 1, '0');
  const whole = padded.slice(0, padded.length - exponent).replace(/\B(?=(\d{3})+$)/g, ',');
  return exponent === 0 ? `${currency} ${whole}` : `${currency} ${whole}.${padded.slice(-exponent)}`;
}
