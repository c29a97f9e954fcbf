/**
 * What is or was bought, line by line, and the sum.
 */
import { amountText } from '@/components/ui/amount';
import type { WireAmount } from '@/lib/kit/money';
import { messages } from '@/messages';

const words = messages.customer.order;

export interface Line {
  readonly name: string;
  readonly quantity: number;
  readonly unit: WireAmount;
}

interface LineItemsProps {
  readonly lines: readonly Line[];
  readonly total: WireAmount;
}

export function LineItems({ lines, total }: LineItemsProps) {
  return (
    <ul className="line-items">
      {lines.map((line) => (
        <li key={`${line.name} ${line.unit.value}`}>
          <span>{words.quantity(line.quantity, line.name)}</span>
          <span className="num">{amountText(lineTotal(line))}</span>
        </li>
      ))}
      <li className="sum">
        <span>{words.total}</span>
        <span className="num">{amountText(total)}</span>
      </li>
    </ul>
  );
}

function lineTotal({ unit, quantity }: Line): WireAmount {
  return { currency: unit.currency, value: (BigInt(unit.value) * BigInt(quantity)).toString() };
}
