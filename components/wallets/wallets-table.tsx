/**
 * The wallets of everybody, for staff: state first, then whose, until when, and what was debited.
 */
import { DataTable, type Column } from '@/components/ui/data-table';
import { Time, ZoneName } from '@/components/ui/time';
import type { AdminWallet } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { WalletLabel } from './wallet-label';
import { WalletStatus } from './wallet-status';

const words = messages.staff.wallets;

const columns: readonly Column<AdminWallet>[] = [
  { key: 'state', head: words.columns.state, cell: (wallet) => <WalletStatus wallet={wallet} /> },
  {
    key: 'wallet',
    head: words.columns.wallet,
    className: 'full',
    header: true,
    cell: (wallet) => <WalletLabel brand={wallet.brand} account={wallet.account} />,
  },
  {
    key: 'customer',
    head: words.columns.customer,
    className: 'right cut',
    cell: ({ customer }) =>
      customer.name ?? customer.email ?? <span className="faint">{messages.staff.orders.unnamed}</span>,
  },
  {
    key: 'ends',
    head: words.columns.ends,
    className: 'dim full',
    cell: (wallet) => (
      <span className="lbl" data-label={words.columns.ends}>
        <PermissionEnds wallet={wallet} />
      </span>
    ),
  },
  {
    key: 'linked',
    head: words.columns.linked,
    className: 'hide late quiet',
    cell: (wallet) => <Time at={wallet.linkedAt} form="date" />,
  },
  { key: 'debits', head: words.columns.debits, className: 'r hide late', cell: ({ debits }) => debits.count },
  {
    key: 'lastDebit',
    head: words.columns.lastDebit,
    className: 'r hide',
    cell: ({ debits }) =>
      debits.lastAt === null ? <span className="faint">{words.never}</span> : <Time at={debits.lastAt} />,
  },
];

function PermissionEnds({ wallet }: { readonly wallet: AdminWallet }) {
  if (wallet.status === 'NEEDS_RELINK' || wallet.status === 'REVOKED') {
    const why = wallet.statusReason === null ? null : messages.staff.reason(wallet.statusReason);
    return <span className="faint">{why === null ? words.ended : `${words.ended}: ${why}`}</span>;
  }
  if (wallet.accessTokenExpiresAt === null) return <span className="faint">{words.noEnd}</span>;
  return <Time at={wallet.accessTokenExpiresAt} form="date" />;
}

interface WalletsTableProps {
  readonly wallets: readonly AdminWallet[];
  /** Now, for the offset of the zone in the caption. */
  readonly at: string;
}

export function WalletsTable({ wallets, at }: WalletsTableProps) {
  return (
    <DataTable
      label={words.scrolls}
      caption={
        <>
          {words.caption} <ZoneName at={at} />
        </>
      }
      columns={columns}
      rows={wallets}
    />
  );
}
