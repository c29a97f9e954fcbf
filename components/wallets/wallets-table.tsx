'use client';
/**
 * The wallets of everybody, for staff: state first, then whose, until when, and what was debited.
 */
import { useMemo } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { Time, ZoneName } from '@/components/ui/time';
import type { AdminWallet } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { actsFor, StaffWalletActs, type WalletRights } from './staff-wallet-acts';
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
  readonly rights: WalletRights;
}

export function WalletsTable({ wallets, at, rights }: WalletsTableProps) {
  const shown = useMemo(() => {
    const may = (wallet: AdminWallet) => actsFor(wallet, rights);
    if (!wallets.some((wallet) => may(wallet).length > 0)) return columns;
    const acts: Column<AdminWallet> = {
      key: 'act',
      head: words.columns.act,
      className: 'acts',
      cellClass: (wallet) => (may(wallet).length > 0 ? undefined : 'hide'),
      cell: (wallet) => may(wallet).length > 0 && <StaffWalletActs wallet={wallet} acts={may(wallet)} />,
    };
    return [...columns, acts];
  }, [wallets, rights]);
  return (
    <DataTable
      label={words.scrolls}
      caption={
        <>
          {words.caption} <ZoneName at={at} />
        </>
      }
      columns={shown}
      rows={wallets}
    />
  );
}
