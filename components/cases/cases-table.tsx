/**
 * Cases for staff: whether they wait, what broke, how much and which order it is about, since when.
 */
import Link from 'next/link';
import { LedgerAmount } from '@/components/ui/amount';
import { DataTable, type Column } from '@/components/ui/data-table';
import { shortId } from '@/components/ui/short-id';
import { Time, ZoneName } from '@/components/ui/time';
import type { CaseView } from '@/lib/cases/views';
import { messages } from '@/messages';
import { CaseStatus } from './case-status';

const words = messages.cases;

const columns: readonly Column<CaseView>[] = [
  { key: 'status', head: words.columns.status, cell: ({ status }) => <CaseStatus status={status} /> },
  {
    key: 'amount',
    head: words.columns.amount,
    className: 'amtcell right',
    cell: ({ order }) => order && <LedgerAmount amount={order.amount} />,
  },
  {
    key: 'kind',
    head: words.columns.kind,
    className: 'full',
    header: true,
    cell: ({ id, kind }) => (
      <Link href={`/admin/cases/${id}`} prefetch={false}>
        {words.kinds[kind].name}
      </Link>
    ),
  },
  {
    key: 'order',
    head: words.columns.order,
    className: 'dim',
    cell: ({ order }) =>
      order ? (
        <Link className="id" href={`/admin/orders/${order.id}`} prefetch={false} title={order.id}>
          {order.referenceOrderId}
        </Link>
      ) : (
        <span className="faint">{words.noOrder}</span>
      ),
  },
  {
    key: 'case',
    head: words.columns.case,
    className: 'hide late',
    cell: ({ id }) => (
      <span className="id" title={id}>
        {shortId(id)}
      </span>
    ),
  },
  {
    key: 'opened',
    head: words.columns.opened,
    className: 'r right dim',
    cell: ({ openedAt }) => <Time at={openedAt} />,
  },
];

interface CasesTableProps {
  readonly cases: readonly CaseView[];
  /** Now, for the offset of the zone in the caption. */
  readonly at: string;
}

export function CasesTable({ cases, at }: CasesTableProps) {
  return (
    <DataTable
      label={words.scrolls}
      caption={
        <>
          {words.caption} <ZoneName at={at} />
        </>
      }
      columns={columns}
      rows={cases}
    />
  );
}
