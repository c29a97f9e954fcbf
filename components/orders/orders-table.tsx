/**
 * The orders of everybody, in the order of columns of every table of ours: status, amount, id, who, wallet, how, when.
 */
import Link from 'next/link';
import { isNothing, LedgerAmount } from '@/components/ui/amount';
import { DataTable, type Column } from '@/components/ui/data-table';
import { shortId } from '@/components/ui/short-id';
import { Time, ZoneName } from '@/components/ui/time';
import { WalletLabel } from '@/components/wallets/wallet-label';
import type { AdminOrder } from '@/lib/orders/views';
import { messages } from '@/messages';
import { OrderStatus } from './order-status';

const words = messages.staff.orders;

const columns: readonly Column<AdminOrder>[] = [
  {
    key: 'status',
    head: words.columns.status,
    cell: (order) => <OrderStatus status={order.status} openCase={order.openCase} />,
  },
  {
    key: 'amount',
    head: words.columns.amount,
    className: 'amtcell right',
    cell: (order) => <LedgerAmount amount={order.amount} />,
  },
  {
    key: 'returned',
    head: words.columns.returned,
    className: 'amtcell late',
    cellClass: (order) => (isNothing(order.refunded) ? 'hide' : 'full'),
    cell: (order) =>
      !isNothing(order.refunded) && (
        <span className="lbl" data-label={words.columns.returned}>
          <LedgerAmount amount={order.refunded} returned />
        </span>
      ),
  },
  {
    key: 'order',
    head: words.columns.order,
    className: 'dim',
    header: true,
    cell: (order) => (
      <Link className="id" href={`/admin/orders/${order.id}`} prefetch={false} title={order.id}>
        {shortId(order.id)}
      </Link>
    ),
  },
  {
    key: 'customer',
    head: words.columns.customer,
    className: 'right cut',
    cell: ({ customer }) => customer.name ?? customer.email ?? <span className="faint">{words.unnamed}</span>,
  },
  {
    key: 'wallet',
    head: words.columns.wallet,
    className: 'dim',
    cell: (order) => <WalletLabel {...order.wallet} />,
  },
  {
    key: 'resolvedBy',
    head: words.columns.resolvedBy,
    className: 'hide late quiet',
    cell: (order) =>
      order.resolvedBy === null ? (
        <span className="faint">{words.notYet}</span>
      ) : (
        messages.staff.resolvedBy[order.resolvedBy]
      ),
  },
  {
    key: 'placed',
    head: words.columns.placed,
    className: 'r right dim',
    cell: (order) => <Time at={order.createdAt} />,
  },
];

interface OrdersTableProps {
  readonly orders: readonly AdminOrder[];
  /** Now, for the offset of the zone in the caption. */
  readonly at: string;
}

export function OrdersTable({ orders, at }: OrdersTableProps) {
  return (
    <DataTable
      label={words.scrolls}
      caption={
        <>
          {words.caption} <ZoneName at={at} />
        </>
      }
      columns={columns}
      rows={orders}
    />
  );
}
