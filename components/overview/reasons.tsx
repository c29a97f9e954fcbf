/**
 * Why debits failed today, most frequent first.
 */
import { Card } from '@/components/ui/card';
import { DataTable, type Column } from '@/components/ui/data-table';
import { WalletLabel } from '@/components/wallets/wallet-label';
import type { DayOverview } from '@/lib/overview/views';
import { messages } from '@/messages';
import { numberText } from './number-text';

const words = messages.staff.overview;

interface Row {
  readonly id: string;
  readonly reason: DayOverview['reasons'][number];
}

const columns: readonly Column<Row>[] = [
  { key: 'reason', head: words.reason, header: true, cell: ({ reason }) => messages.staff.reason(reason.code) },
  { key: 'count', head: words.count, className: 'r right', cell: ({ reason }) => numberText(reason.count) },
  {
    key: 'wallet',
    head: words.wallet,
    className: 'full',
    cell: ({ reason }) => <WalletLabel brand={reason.brand} account={null} />,
  },
];

export function Reasons({ reasons }: { readonly reasons: DayOverview['reasons'] }) {
  if (reasons.length === 0) {
    return (
      <Card title={words.reasons} scope={words.today}>
        <p className="quiet">{words.reasonsNone}</p>
      </Card>
    );
  }
  const rows = reasons.map((reason) => ({ id: `${reason.code} ${reason.brand}`, reason }));
  return (
    <Card title={words.reasons} scope={words.today} bare>
      <DataTable label={words.reasonsCaption} caption={words.reasonsCaption} columns={columns} rows={rows} />
    </Card>
  );
}
