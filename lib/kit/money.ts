/**
 * Money: a currency and a whole number of its minor units.
 *
 * The exponents are Alipay's own table, not ISO's and not `Intl`'s: Indonesian rupiah have two digits on the wire although nobody
 * shows them, and mixing the two up is an error of a hundred times. Nothing here ever holds a fraction or a float.
 *
 * Safe in the browser. Does not know: wallets, their limits, exchange rates.
 */

interface CurrencyFacts {
  /** Digits of the minor unit on the wire. */
  readonly exponent: 0 | 2;
  /** As people write it before the figure, with the blank where one belongs. */
  readonly symbol: string;
  /** Minor digits are left out when they are zero, because nobody writes them. */
  readonly hidesZeroMinor?: true;
}

const facts = {
  AUD: { exponent: 2, symbol: 'A$' },
  BDT: { exponent: 2, symbol: '৳' },
  BRL: { exponent: 2, symbol: 'R$' },
  CAD: { exponent: 2, symbol: 'CA$' },
  CLP: { exponent: 0, symbol: 'CLP$' },
  CNY: { exponent: 2, symbol: 'CN¥' },
  EUR: { exponent: 2, symbol: '€' },
  GBP: { exponent: 2, symbol: '£' },
  HKD: { exponent: 2, symbol: 'HK$' },
  IDR: { exponent: 2, symbol: 'Rp ', hidesZeroMinor: true },
  JPY: { exponent: 0, symbol: '¥' },
  KRW: { exponent: 0, symbol: '₩' },
  MXN: { exponent: 2, symbol: 'MX$' },
  MYR: { exponent: 2, symbol: 'RM ' },
  NZD: { exponent: 2, symbol: 'NZ$' },
  PEN: { exponent: 2, symbol: 'S/ ' },
  PHP: { exponent: 2, symbol: '₱' },
  PKR: { exponent: 2, symbol: 'Rs ' },
  PLN: { exponent: 2, symbol: 'zł ' },
  SGD: { exponent: 2, symbol: 'S$' },
  THB: { exponent: 2, symbol: '฿' },
  TWD: { exponent: 2, symbol: 'NT$' },
  USD: { exponent: 2, symbol: 'US$' },
  VND: { exponent: 0, symbol: '₫' },
} as const satisfies Record<string, CurrencyFacts>;

/** The currencies of the protocol's table. */
export type Currency = keyof typeof facts;

export const currencies = Object.keys(facts) as readonly Currency[];

/** A sum in whole minor units. Sums of nothing and differences may be zero or below; the wire takes neither. */
export interface Money {
  readonly currency: Currency;
  readonly minor: bigint;
}

/** An amount as Alipay and our REST API write it: minor units as text. */
export interface WireAmount {
  readonly currency: string;
  readonly value: string;
}

/** Alipay's limit for the text of an amount. */
export const AMOUNT_DIGITS_MAX = 16;

const MINUS = '\u2212';

/** Says what is wrong with an amount. The message may be shown to whoever typed it. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError';
}

export function isCurrency(text: string): text is Currency {
  return Object.hasOwn(facts, text);
}

/** Digits of the currency's minor unit on the wire: 2 for PHP and IDR, 0 for KRW. */
export function currencyExponent(currency: Currency): 0 | 2 {
  return facts[currency].exponent;
}

/**
 * Reads the wire form, strictly: a known currency, 1 to 16 digits, no sign, point, blank or leading zero, more than nothing.
 *
 * @throws MoneyError naming what is wrong
 */
export function parseMoney(amount: WireAmount): Money {
  const currency = requireCurrency(amount.currency);
  const { value } = amount;
  if (value === '') throw new MoneyError('the amount is empty');
  if (!/^[0-9]+$/.test(value)) throw new MoneyError('the amount must be whole minor units: digits only');
  if (value.length > AMOUNT_DIGITS_MAX) throw new MoneyError(`the amount has more than ${AMOUNT_DIGITS_MAX} digits`);
  if (/^0+$/.test(value)) throw new MoneyError('the amount must be more than zero');
  if (value.startsWith('0')) throw new MoneyError('the amount begins with a zero');
  return { currency, minor: BigInt(value) };
}

/**
 * Writes the wire form. Zero is written as "0" (our own API says how much was returned, which may be nothing); a message in which
 * zero is forbidden checks that itself.
 *
 * @throws MoneyError for a negative sum or one of more than 16 digits
 */
export function toWire(money: Money): { currency: Currency; value: string } {
  if (money.minor < 0n) throw new MoneyError('a negative amount cannot be sent');
  const value = money.minor.toString();
  if (value.length > AMOUNT_DIGITS_MAX) throw new MoneyError(`the amount has more than ${AMOUNT_DIGITS_MAX} digits`);
  return { currency: money.currency, value };
}

/** True when currency and sum are both equal. */
export function sameMoney(left: Money, right: Money): boolean {
  return left.currency === right.currency && left.minor === right.minor;
}

/** @throws MoneyError when the currencies differ */
export function addMoney(left: Money, right: Money): Money {
  return { currency: requireSameCurrency(left, right), minor: left.minor + right.minor };
}

/** What is left of the first after the second; may fall below zero. @throws MoneyError when the currencies differ */
export function subtractMoney(left: Money, right: Money): Money {
  return { currency: requireSameCurrency(left, right), minor: left.minor - right.minor };
}

export interface MoneyParts {
  readonly currency: Currency;
  /** The local symbol without blanks around it. */
  readonly symbol: string;
  /** Grouped figure with its sign, as "1,499.00", "9,900" or "−64.00". */
  readonly figure: string;
  /** How many decimals the figure shows, so that a column can align the points: 0 for KRW, and for IDR without sen. */
  readonly exponent: 0 | 2;
}

/** The parts of an amount for the ledger column: code left, figure right. */
export function formatParts(money: Money): MoneyParts {
  const { currency } = money;
  const negative = money.minor < 0n;
  const digits = (negative ? -money.minor : money.minor).toString();
  const shown = shownExponent(money);
  const wire = currencyExponent(currency);
  const padded = digits.padStart(wire + 1, '0');
  const whole = groupThousands(padded.slice(0, padded.length - wire));
  const figure = shown === 0 ? whole : `${whole}.${padded.slice(-shown)}`;
  return {
    currency,
    symbol: facts[currency].symbol.trim(),
    figure: negative ? MINUS + figure : figure,
    exponent: shown,
  };
}

/** One line for people: `symbol` gives "₱1,499.00" and "Rp 12,500", `code` gives "PHP 1,499.00". */
export function formatMoney(money: Money, options: { readonly style: 'symbol' | 'code' }): string {
  const parts = formatParts(money);
  const sign = parts.figure.startsWith(MINUS) ? MINUS : '';
  const figure = parts.figure.slice(sign.length);
  const before = options.style === 'code' ? `${money.currency} ` : facts[money.currency].symbol;
  return `${sign}${before}${figure}`;
}

/**
 * Reads what a person types in major units: "1499", "1499.5", "1,499.00". Commas only where thousands are grouped; blank is not zero.
 *
 * @throws MoneyError naming what is wrong
 */
export function parseMajor(text: string, currency: Currency): Money {
  const typed = text.trim();
  if (typed === '') throw new MoneyError('enter an amount');
  const match = /^([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?$/.exec(typed);
  if (match === null) throw new MoneyError('an amount is digits, with a point before the decimals');
  const exponent = currencyExponent(currency);
  const decimals = match[2] ?? '';
  if (decimals.length > exponent) throw new MoneyError(decimalsAllowed(currency));
  const minorText = (match[1] ?? '').replaceAll(',', '') + decimals.padEnd(exponent, '0');
  const value = minorText.replace(/^0+/, '');
  if (value === '') throw new MoneyError('the amount must be more than zero');
  if (value.length > AMOUNT_DIGITS_MAX) throw new MoneyError(`the amount has more than ${AMOUNT_DIGITS_MAX} digits`);
  return { currency, minor: BigInt(value) };
}

function shownExponent(money: Money): 0 | 2 {
  const { exponent, hidesZeroMinor }: CurrencyFacts = facts[money.currency];
  return hidesZeroMinor && money.minor % 100n === 0n ? 0 : exponent;
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(?:[0-9]{3})+$)/g, ',');
}

function decimalsAllowed(currency: Currency): string {
  const exponent = currencyExponent(currency);
  return exponent === 0 ? `${currency} has no decimals` : `${currency} has at most ${exponent} decimals`;
}

function requireCurrency(text: string): Currency {
  if (!isCurrency(text)) throw new MoneyError(`"${text.slice(0, 8)}" is not a currency we know`);
  return text;
}

function requireSameCurrency(left: Money, right: Money): Currency {
  if (left.currency !== right.currency) throw new MoneyError(`${left.currency} and ${right.currency} do not add up`);
  return left.currency;
}
