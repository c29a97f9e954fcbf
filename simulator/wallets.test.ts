import { describe, expect, it } from 'vitest';
import { bornAccounts, changedAccount, newAccount } from './accounts';
import { formatAmount, maskLogin, type Wallet, WALLETS, walletNamed } from './wallets';

/** The table of protocol.md 6, read once more by hand: currency, minimum, one payment, day, month, year, days to refund. */
const DOCUMENTED: [
  string,
  string,
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
  number?,
][] = [
  ['ALIPAY_CN', 'CNY', '0.10', '300000', null, null, '3000000', 365],
  ['ALIPAY_HK', 'HKD', '0.01', '50000', null, null, '200000', 365],
  ['GCASH', 'PHP', '1', null, '100000', null, null, 365],
  ['MAYA', 'PHP', null, null, null, null, null],
  ['GRABPAY_PH', 'PHP', '10', '50000', null, null, null, 365],
  ['GRABPAY_MY', 'MYR', '0.01', '1500', null, null, null, 365],
  ['GRABPAY_SG', 'SGD', '0.01', null, null, null, null],
  ['DANA', 'IDR', '300', '10000000', '20000000', null, null, 365],
  ['BOOST', 'MYR', '0.05', null, null, '50000', null, 365],
  ['TNG', 'MYR', '0.05', null, null, null, null],
  ['TRUEMONEY', 'THB', '1', '30000', '50000', null, null, 365],
  ['RABBIT_LINE_PAY', 'THB', '0.01', '50000', null, null, null, 365],
  ['KPLUS', 'THB', '1', '2000000', null, null, null, 365],
  ['DIRECT_DEBIT_SIAMCOMMERCIALBANK', 'THB', null, null, null, null, null],
  ['DIRECT_DEBIT_KRUNGTHAIBANK', 'THB', null, null, null, null, null],
  ['KAKAOPAY', 'KRW', '50', null, null, null, null],
  ['NAVERPAY', 'KRW', null, null, null, null, null],
  ['TOSSPAY', 'KRW', null, null, null, null, null],
  ['PAYPAY', 'JPY', '1', null, null, null, null],
  ['ZALOPAY', 'VND', '1000', '10000000', '20000000', '100000000', null, 180],
  ['MOMO', 'VND', null, null, null, null, null],
  ['JKOPAY', 'TWD', '1', null, null, null, null],
  ['DIRECTDEBIT_YAPILY', 'GBP', null, null, null, null, null],
  ['ACH_DIRECT_DEBIT', 'USD', null, null, null, null, null],
];

function minorOf(wallet: Wallet, major: string | null): bigint | undefined {
  if (major === null) return undefined;
  const [whole = '', cents = ''] = major.split('.');
  return BigInt(whole + cents.padEnd(wallet.exponent, '0'));
}

/** Relative luminance and contrast, as the accessibility guidelines define them. */
function contrastOf(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe('the table of wallets', () => {
  it('plays every wallet of the documents and no other', () => {
    expect([...WALLETS.keys()].sort()).toEqual(DOCUMENTED.map(([brand]) => brand).sort());
  });

  it.each(DOCUMENTED)('gives %s the documented currency, limits and refund window', (brand, currency, ...facts) => {
    const [minimum, payment, day, month, year, refundWindowDays] = facts;
    const wallet = walletNamed(brand);
    expect(wallet.currency).toBe(currency);
    expect(wallet.minimumMinor).toBe(minorOf(wallet, minimum) ?? 1n);
    expect({ payment: undefined, day: undefined, month: undefined, year: undefined, ...wallet.ceilings }).toEqual({
      payment: minorOf(wallet, payment),
      day: minorOf(wallet, day),
      month: minorOf(wallet, month),
      year: minorOf(wallet, year),
    });
    expect(wallet.refundWindowDays).toBe(refundWindowDays);
  });

  it('knows the peculiarities of single wallets', () => {
    const named = (holds: (wallet: Wallet) => boolean) => [...WALLETS.values()].filter(holds).map(({ brand }) => brand);
    expect(named(({ onlyAuthUrl }) => onlyAuthUrl)).toEqual(['TRUEMONEY']);
    expect(named(({ refresh }) => !refresh)).toEqual(['ZALOPAY', 'ACH_DIRECT_DEBIT']);
    expect(named(({ partialRefund }) => !partialRefund)).toEqual(['PAYPAY']);
    expect(named(({ stepMinor }) => stepMinor !== 1n)).toEqual(['JKOPAY', 'DANA']);
    expect(named(({ currency, exponent }) => exponent === 0 || currency === 'IDR' || currency === 'TWD')).toEqual(
      named(({ currency }) => ['KRW', 'JPY', 'VND', 'IDR', 'TWD'].includes(currency)),
    );
  });

  it('gives each a colour of its own on which its ink can be read', () => {
    const wallets = [...WALLETS.values()];
    expect(new Set(wallets.map(({ colour }) => colour)).size).toBe(wallets.length);
    for (const { brand, colour, ink } of wallets) {
      expect(contrastOf(colour, ink), brand).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('gives every name once per currency, so that nobody pays by the wrong one', () => {
    const names = [...WALLETS.values()].map(({ name, currency }) => `${name} ${currency}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the accounts everybody is born with', () => {
  const accounts = bornAccounts();

  it('are nine for each wallet, told apart by the last four digits', () => {
    const digits = ['8888', '6666', '0001', '4444', '5555', '3333', '7777', '9999', '2222'];
    for (const { brand } of WALLETS.values()) {
      const own = accounts.filter(({ wallet }) => wallet === brand);
      expect(own.map(({ login }) => login.slice(-4)).sort()).toEqual(digits.toSorted());
      for (const { login } of own) expect(login, brand).toMatch(/^\d{8,11}$/);
    }
    expect(new Set(accounts.map(({ id }) => id)).size).toBe(accounts.length);
  });

  it('have the peculiarity that their number tells', () => {
    const of = (ending: string) => accounts.find(({ wallet, login }) => wallet === 'GCASH' && login.endsWith(ending));
    expect(of('4444')).toMatchObject({ verified: false });
    expect(of('5555')).toMatchObject({ restricted: true });
    expect(of('3333')).toMatchObject({ limit: '1000', balance: of('8888')?.balance });
    expect(of('7777')).toMatchObject({ stuck: true });
    expect(of('9999')).toMatchObject({ unlinks: true });
    expect(of('2222')).toMatchObject({ suspect: true });
    expect(of('8888')).toMatchObject({ verified: true, restricted: false, limit: null });
  });

  it('change by name and value, or say what is wrong', () => {
    const [account] = accounts;
    if (!account) throw new Error('nobody was born');
    expect(changedAccount(account, { balance: 12, restricted: true, limit: '5' })).toMatchObject({
      balance: '12',
      restricted: true,
      limit: '5',
    });
    expect(changedAccount(account, { limit: null })).toMatchObject({ limit: null });
    expect(changedAccount(account, { balance: -1 })).toBe(
      'balance must be a whole number of minor units, zero or more.',
    );
    expect(changedAccount(account, { verified: 'yes' })).toBe('verified must be true or false.');
    expect(changedAccount(account, { wallet: 'GCASH' })).toMatch(/not wallet\.$/);
  });

  it('can be joined by others', () => {
    const added = newAccount({ wallet: 'MOMO', login: '+84 90 1234', balance: '7', stuck: true });
    expect(added).toMatchObject({ id: 'momo-84901234', currency: 'VND', balance: '7', stuck: true, verified: true });
    expect(newAccount({ wallet: 'MARS', login: '1234' })).toMatch(/^wallet must be one of/);
    expect(newAccount({ wallet: 'MOMO', login: '12' })).toMatch(/^login must be/);
  });
});

describe('words about money and people', () => {
  it('put the point where the currency has it', () => {
    expect(formatAmount('IDR', '123456700')).toBe('IDR 1,234,567.00');
    expect(formatAmount('TWD', '100')).toBe('TWD 1.00');
    expect(formatAmount('KRW', '50')).toBe('KRW 50');
    expect(formatAmount('GBP', '5')).toBe('GBP 0.05');
  });

  it('mask a log-in but for its last four digits', () => {
    expect(maskLogin(walletNamed('GCASH'), '09175551234')).toBe('63*****1234');
  });
});
