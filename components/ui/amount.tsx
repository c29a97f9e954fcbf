/**
 * An amount of money. In prose and headlines with the local symbol; in ledger columns the code on the left and the figure
 * on the right, decimals under decimals. Money going back takes a minus and the second ink.
 */
import clsx from 'clsx';
import { formatMoney, formatParts, isCurrency, type Money, type WireAmount } from '@/lib/kit/money';

/** Reads a view's amount. Unlike the wire, a view may hold nothing at all: "0" is what has been refunded so far. */
export function readAmount(amount: WireAmount): Money {
  if (!isCurrency(amount.currency)) throw new Error(`not a currency: ${amount.currency.slice(0, 8)}`);
  return { currency: amount.currency, minor: BigInt(amount.value) };
}

/** One line of text, as for a button's label: "₱1,499.00". */
export function amountText(amount: WireAmount): string {
  return formatMoney(readAmount(amount), { style: 'symbol' });
}

/** As a person would type it: "1,499.00". */
export function majorText(amount: WireAmount): string {
  return formatParts(readAmount(amount)).figure;
}

export function isNothing(amount: WireAmount): boolean {
  return /^0*$/.test(amount.value);
}

export function Amount({ amount }: { readonly amount: WireAmount }) {
  return <span className="amt">{amountText(amount)}</span>;
}

export function HeadlineAmount({ amount }: { readonly amount: WireAmount }) {
  const { symbol, figure } = formatParts(readAmount(amount));
  return (
    <span className="amt amt--head">
      <span className="cur">{symbol}</span>
      {figure}
    </span>
  );
}

interface LedgerAmountProps {
  readonly amount: WireAmount;
  /** The money went back to the customer. */
  readonly returned?: boolean;
}

export function LedgerAmount({ amount, returned = false }: LedgerAmountProps) {
  const money = readAmount(amount);
  const parts = formatParts(returned ? { ...money, minor: -money.minor } : money);
  return (
    <span className={clsx('amt', 'ledger', returned && 'back')}>
      <span className="cur">{parts.currency}</span>{' '}
      <span className="fig" data-exp={parts.exponent}>
        {parts.figure}
      </span>
    </span>
  );
}
