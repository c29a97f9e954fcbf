'use client';
/**
 * The refunds of everybody: status, amount, which order, which wallet, why, who asked, when; and another try where one
 * failed.
 */
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { LedgerAmount } from '@/components/ui/amount';
import { DataTable, type Column } from '@/components/ui/data-table';
import { Time, ZoneName } from '@/components/ui/time';
import { WalletLabel } from '@/components/wallets/wallet-label';
import type { ListedRefund } from '@/lib/refunds/views';
import { messages } from '@/messages';
import { RefundStatus } from './refund-status';
import { RetryRefund } from './retry-refund';
import { whoText } from './returned';

const words = messages.returns.refunds;

const columns: readonly Column<ListedRefund>[] = [
  { key: 'status', head: words.columns.status, cell: ({ status }) => <RefundStatus status={status} /> },
  {
    key: 'amount',
    head: words.columns.amount,
    className: 'amtcell right',
    cell: ({ amount }) => <LedgerAmount amount={amount} returned />,
  },
  {
    key: 'order',
    head: words.columns.order,
    header: true,
    cell: ({ orderId, referenceOrderId }) => (
      <Link className="id" href={`/admin/orders/${orderId}`} prefetch={false} title={orderId}>
        {referenceOrderId}
      </Link>
    ),
  },
  {
    key: 'asked',
    head: words.columns.asked,
    className: 'right dim',
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
  {
    key: 'wallet',
    head: words.columns.wallet,
    className: 'dim full',
    cell: ({ wallet }) => <WalletLabel {...wallet} />,
  },
  {
    key: 'why',
    head: words.columns.why,
    className: 'cut full',
    cell: (refund) => <Why refund={refund} />,
  },
  {
    key: 'by',
    head: words.columns.by,
    className: 'hide late cut quiet',
    cell: ({ requestedBy }) => whoText(requestedBy),
  },
];

function Why({ refund }: { readonly refund: ListedRefund }) {
  if (refund.failure) return <span title={refund.failure.code}>{messages.staff.reason(refund.failure.code)}</span>;
  return refund.reason ?? <span className="faint">{words.noReason}</span>;
}

interface RefundsTableProps {
  readonly refunds: readonly ListedRefund[];
  /** Now, for the offset of the zone in the caption. */
  readonly at: string;
  readonly mayRefund: boolean;
}

export function RefundsTable({ refunds, at, mayRefund }: RefundsTableProps) {
  const router = useRouter();
  const shown = useMemo(() => {
    const retriable = (refund: ListedRefund) => mayRefund && refund.again === 'may';
    if (!refunds.some(retriable)) return columns;
    const acts: Column<ListedRefund> = {
      key: 'act',
      head: words.columns.act,
      className: 'acts',
      cellClass: (refund) => (retriable(refund) ? undefined : 'hide'),
      cell: (refund) =>
        retriable(refund) && (
          <span className="rowacts">
            <RetryRefund refund={refund} wallet={refund.wallet} onDone={() => router.refresh()} />
          </span>
        ),
    };
    return [...columns, acts];
  }, [refunds, mayRefund, router]);
  return (
    <DataTable
      label={words.scrolls}
      caption={
        <>
          {words.caption} <ZoneName at={at} />
        </>
      }
      columns={shown}
      rows={refunds}
    />
  );
}
