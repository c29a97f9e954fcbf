/**
 * The accounts born with the simulator, nine kinds for every wallet, told apart by the last four digits of the
 * log-in. Data, and what a control may change of an account; it refuses to know what a debit is.
 */
import { type Account, type Wallet, WALLETS } from './wallets';

/** Local numbers up to the last four digits: by wallet where two of one country are told apart, else by country. */
const NUMBER_PREFIXES: Record<string, string> = {
  KAKAOPAY: '0105550',
  BOOST: '013555',
  MAYA: '0918555',
  CN: '1390555',
  GB: '0770095',
  HK: '5550',
  ID: '0812555',
  JP: '0905550',
  KR: '0105551',
  MY: '012555',
  PH: '0917555',
  SG: '9155',
  TH: '081555',
  TW: '091255',
  US: '212555',
  VN: '090555',
};

interface Kind extends Partial<Pick<Account, 'verified' | 'restricted' | 'suspect' | 'stuck' | 'unlinks'>> {
  kind: string;
  digits: string;
  hint: string;
}

const KINDS: Kind[] = [
  { kind: 'rich', digits: '8888', hint: 'plenty of money' },
  { kind: 'second', digits: '6666', hint: 'plenty too' },
  { kind: 'poor', digits: '0001', hint: 'almost empty' },
  { kind: 'unverified', digits: '4444', hint: 'not verified', verified: false },
  { kind: 'restricted', digits: '5555', hint: 'restricted, links but never pays', restricted: true },
  { kind: 'limited', digits: '3333', hint: 'has set itself a small limit' },
  { kind: 'stuck', digits: '7777', hint: 'payments stay in process until they expire', stuck: true },
  { kind: 'unlinking', digits: '9999', hint: 'unlinks silently after its first payment', unlinks: true },
  { kind: 'suspect', digits: '2222', hint: 'every payment is taken for fraud', suspect: true },
];

/** Rich enough for a long benchmark; poor enough that anything but pocket money is refused. */
const RICH_MINIMUM_PAYMENTS = 10_000_000n;
const RICH_FLOOR_MAJOR = 50_000_000n;
const SMALL_PAYMENTS = 10n;

/** Ten of the wallet's smallest payments, or ten whole units where a cent would do. */
function pocketMoney({ minimumMinor, exponent }: Wallet): bigint {
  const unit = 10n ** BigInt(exponent);
  return (minimumMinor > unit ? minimumMinor : unit) * SMALL_PAYMENTS;
}

function openingBalance(wallet: Wallet, kind: string): bigint {
  if (kind === 'poor') return pocketMoney(wallet);
  const floor = RICH_FLOOR_MAJOR * 10n ** BigInt(wallet.exponent);
  const byMinimum = wallet.minimumMinor * RICH_MINIMUM_PAYMENTS;
  return byMinimum > floor ? byMinimum : floor;
}

/** An account without any peculiarity. */
export const ORDINARY = {
  verified: true,
  restricted: false,
  closed: false,
  suspect: false,
  stuck: false,
  unlinks: false,
  limit: null,
};

/** The accounts of a fresh simulator, in the order the pages show them. */
export function bornAccounts(): Account[] {
  return [...WALLETS.values()].flatMap((wallet) =>
    KINDS.map(({ kind, digits, ...traits }) => ({
      ...ORDINARY,
      id: `${wallet.brand.toLowerCase()}-${kind}`,
      wallet: wallet.brand,
      login: `${NUMBER_PREFIXES[wallet.brand] ?? NUMBER_PREFIXES[wallet.country] ?? ''}${digits}`,
      balance: openingBalance(wallet, kind).toString(),
      currency: wallet.currency,
      limit: kind === 'limited' ? pocketMoney(wallet).toString() : null,
      ...traits,
    })),
  );
}

const FLAGS = ['verified', 'restricted', 'closed', 'suspect', 'stuck', 'unlinks'] as const;
const AMOUNT = /^\d{1,18}$/;

function amountOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && AMOUNT.test(text) ? BigInt(text).toString() : undefined;
}

/** `account` with what somebody asked to change; a sentence instead when a name or a value makes no sense. */
export function changedAccount(account: Account, changes: Record<string, unknown>): Account | string {
  const changed: Account = { ...account };
  for (const [name, value] of Object.entries(changes)) {
    const flag = FLAGS.find((known) => known === name);
    if (flag) {
      if (typeof value !== 'boolean') return `${name} must be true or false.`;
      changed[flag] = value;
    } else if (name === 'balance' || (name === 'limit' && value !== null)) {
      const amount = amountOf(value);
      if (amount === undefined) return `${name} must be a whole number of minor units, zero or more.`;
      changed[name] = amount;
    } else if (name === 'limit') {
      changed.limit = null;
    } else if (name === 'hint' && typeof value === 'string') {
      changed.hint = value;
    } else {
      return `An account has ${[...FLAGS, 'balance', 'limit', 'hint'].join(', ')} to change, not ${name}.`;
    }
  }
  return changed;
}

/** An account nobody was born with; a sentence instead when it makes no sense. */
export function newAccount(asked: Record<string, unknown>): Account | string {
  const { wallet: brand, login, ...traits } = asked;
  const wallet = typeof brand === 'string' ? WALLETS.get(brand) : undefined;
  if (!wallet) return `wallet must be one of ${[...WALLETS.keys()].join(', ')}.`;
  const digits = typeof login === 'string' || typeof login === 'number' ? String(login).replace(/[\s()+-]/g, '') : '';
  if (!/^\d{4,15}$/.test(digits)) return 'login must be a telephone number of 4 to 15 digits.';
  const fresh = {
    ...ORDINARY,
    id: `${wallet.brand.toLowerCase()}-${digits}`,
    wallet: wallet.brand,
    login: digits,
    balance: openingBalance(wallet, 'rich').toString(),
    currency: wallet.currency,
    hint: 'added here',
  };
  return changedAccount(fresh, traits);
}
