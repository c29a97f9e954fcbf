/**
 * The wallets this simulator plays and the accounts born with it: all data, no behaviour beyond looking things up.
 * Facts from protocol.md 5.2, 6 and 7; where a limit is unknown there is none here.
 */

export interface Wallet {
  brand: string;
  name: string;
  country: string;
  callingCode: string;
  currency: string;
  /** Digits after the point on the wire; the documents give IDR two (protocol 7). */
  exponent: number;
  minimumMinor: bigint;
  maximumMinor: bigint | undefined;
  /** What a desktop browser is shown first. */
  desktop: 'qr' | 'login';
  /** An app link beside the plain address on phones. */
  applink: boolean;
  /** Answers consult with the old `authUrl` alone. */
  onlyAuthUrl: boolean;
  refresh: boolean;
  /** Android package, sent with phone terminals. */
  appIdentifier: string;
  /** Band and buttons, and the ink on them: at least 4.5 to 1. */
  colour: string;
  ink: string;
}

type Row = [
  brand: string,
  name: string,
  country: string,
  callingCode: string,
  currency: string,
  exponent: number,
  minimum: bigint,
  maximum: bigint | undefined,
  desktop: 'qr' | 'login',
  traits: string,
  colour: string,
  ink: string,
];

const ROWS: Row[] = [
  ['GCASH', 'GCash', 'PH', '63', 'PHP', 2, 100n, 10_000_000n, 'qr', 'applink refresh', '#0057d9', '#ffffff'],
  ['DANA', 'DANA', 'ID', '62', 'IDR', 2, 30_000n, 1_000_000_000n, 'login', 'applink refresh', '#0b69b0', '#ffffff'],
  ['KAKAOPAY', 'Kakao Pay', 'KR', '82', 'KRW', 0, 50n, undefined, 'login', 'applink refresh', '#fee102', '#1b1a17'],
  ['ALIPAY_HK', 'AlipayHK', 'HK', '852', 'HKD', 2, 1n, 5_000_000n, 'qr', 'applink refresh', '#1259c3', '#ffffff'],
  ['TNG', "Touch 'n Go eWallet", 'MY', '60', 'MYR', 2, 5n, undefined, 'login', 'applink refresh', '#0a4c9c', '#ffffff'],
  ['TRUEMONEY', 'TrueMoney', 'TH', '66', 'THB', 2, 100n, 3_000_000n, 'login', 'authUrl refresh', '#b34300', '#ffffff'],
  ['MAYA', 'Maya', 'PH', '63', 'PHP', 2, 100n, undefined, 'login', 'applink refresh', '#0b6e45', '#ffffff'],
  ['BOOST', 'Boost', 'MY', '60', 'MYR', 2, 5n, 5_000_000n, 'login', 'refresh', '#c01f2e', '#ffffff'],
  ['ZALOPAY', 'ZaloPay', 'VN', '84', 'VND', 0, 1_000n, 10_000_000n, 'login', 'applink', '#0b5bb8', '#ffffff'],
];

function walletOf(row: Row): Wallet {
  const [
    brand,
    name,
    country,
    callingCode,
    currency,
    exponent,
    minimumMinor,
    maximumMinor,
    desktop,
    traits,
    colour,
    ink,
  ] = row;
  const has = (trait: string) => traits.split(' ').includes(trait);
  return {
    brand,
    name,
    country,
    callingCode,
    currency,
    exponent,
    minimumMinor,
    maximumMinor,
    desktop,
    applink: has('applink'),
    onlyAuthUrl: has('authUrl'),
    refresh: has('refresh'),
    appIdentifier: `simulated.wallet.${brand.toLowerCase().replaceAll('_', '')}`,
    colour,
    ink,
  };
}

export const WALLETS: ReadonlyMap<string, Wallet> = new Map(ROWS.map((row) => [row[0], walletOf(row)]));

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
  verified: boolean;
  /** What it is for, in the words of the login page. */
  hint: string;
}

/** Local numbers by wallet; the last four digits tell the kind: 8888 and 6666 rich, 0001 poor, 4444 not verified. */
const NUMBER_PREFIX: Record<string, string> = {
  GCASH: '0917555',
  DANA: '0812555',
  KAKAOPAY: '0105550',
  ALIPAY_HK: '5550',
  TNG: '012555',
  TRUEMONEY: '081555',
  MAYA: '0918555',
  BOOST: '013555',
  ZALOPAY: '090555',
};

const KINDS = [
  { kind: 'rich', digits: '8888', hint: 'plenty of money', verified: true },
  { kind: 'second', digits: '6666', hint: 'plenty too', verified: true },
  { kind: 'poor', digits: '0001', hint: 'almost empty', verified: true },
  { kind: 'unverified', digits: '4444', hint: 'not verified', verified: false },
] as const;

/** Rich enough for a long benchmark; poor enough that anything but pocket money is refused. */
const RICH_MINIMUM_PAYMENTS = 10_000_000n;
const RICH_FLOOR_MAJOR = 50_000_000n;
const POOR_MINIMUM_PAYMENTS = 10n;

/** Big balances for rich accounts; ten smallest payments for poor ones. */
function openingBalance(wallet: Wallet, kind: string): bigint {
  if (kind === 'poor') return wallet.minimumMinor * POOR_MINIMUM_PAYMENTS;
  const floor = RICH_FLOOR_MAJOR * 10n ** BigInt(wallet.exponent);
  const byMinimum = wallet.minimumMinor * RICH_MINIMUM_PAYMENTS;
  return byMinimum > floor ? byMinimum : floor;
}

/** The accounts of a fresh simulator, in the order the pages show them. */
export function bornAccounts(): Account[] {
  return [...WALLETS.values()].flatMap((wallet) =>
    KINDS.map(({ kind, digits, hint, verified }) => ({
      id: `${wallet.brand.toLowerCase()}-${kind}`,
      wallet: wallet.brand,
      login: `${NUMBER_PREFIX[wallet.brand]}${digits}`,
      balance: openingBalance(wallet, kind).toString(),
      currency: wallet.currency,
      verified,
      hint,
    })),
  );
}

/** As the documents' sample: calling code, stars, last four digits. */
export function maskLogin(wallet: Wallet, login: string): string {
  return `${wallet.callingCode}*****${login.slice(-4)}`;
}

/** "PHP 1,234.50" for people; whole digits only, never a float. */
export function formatAmount(currency: string, minor: string): string {
  const exponent = [...WALLETS.values()].find((wallet) => wallet.currency === currency)?.exponent ?? 2;
  const padded = minor.padStart(exponent + 1, '0');
  const whole = padded.slice(0, padded.length - exponent).replace(/\B(?=(\d{3})+$)/g, ',');
  return exponent === 0 ? `${currency} ${whole}` : `${currency} ${whole}.${padded.slice(-exponent)}`;
}
