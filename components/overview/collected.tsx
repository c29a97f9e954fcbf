/**
 * What was collected, currency by currency, decimals under decimals. Currencies are never added up.
 */
import { LedgerAmount } from '@/components/ui/amount';
import { Card } from '@/components/ui/card';
import type { DayOverview } from '@/lib/overview/views';
import { messages } from '@/messages';
import { numberText } from './number-text';

const words = messages.staff.overview;

export function Collected({ collected }: { readonly collected: DayOverview['collected'] }) {
  return (
    <Card title={words.collected} scope={words.collectedScope}>
      {collected.length === 0 ? (
        <p className="quiet">{words.collectedNone}</p>
      ) : (
        <ul className="grid gap-2">
          {collected.map(({ amount, count }) => (
            <li key={amount.currency} className="grid">
              <LedgerAmount amount={amount} />
              <span className="faint t12">{words.collectedCount(numberText(count))}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
