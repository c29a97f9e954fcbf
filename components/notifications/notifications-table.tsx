/**
 * Alipay's notifications for staff: what came of each, its kind, what it says and about what, how often, when.
 */
import Link from 'next/link';
import { DataTable, type Column } from '@/components/ui/data-table';
import { shortId } from '@/components/ui/short-id';
import { Time, ZoneName } from '@/components/ui/time';
import type { NotificationView } from '@/lib/notifications/views';
import { messages } from '@/messages';
import { NotificationStatus, outcomeText } from './notification-status';

const words = messages.notifications;

const columns: readonly Column<NotificationView>[] = [
  { key: 'status', head: words.columns.status, cell: ({ status }) => <NotificationStatus status={status} /> },
  {
    key: 'received',
    head: words.columns.received,
    className: 'right dim',
    cell: ({ receivedAt }) => <Time at={receivedAt} />,
  },
  {
    key: 'kind',
    head: words.columns.kind,
    header: true,
    cell: ({ id, kind }) => (
      <Link href={`/admin/notifications/${id}`} prefetch={false}>
        {words.kind[kind]}
      </Link>
    ),
  },
  {
    key: 'code',
    head: words.columns.code,
    className: 'right',
    cell: ({ resultCode }) =>
      resultCode === null ? <span className="faint">{words.noCode}</span> : <span className="id">{resultCode}</span>,
  },
  {
    key: 'subject',
    head: words.columns.subject,
    className: 'dim',
    cell: ({ subject, orderId }) => <Subject subject={subject} orderId={orderId} />,
  },
  {
    key: 'outcome',
    head: words.columns.outcome,
    className: 'full cut quiet',
    cell: (row) => outcomeText(row),
  },
  {
    key: 'repeats',
    head: words.columns.repeats,
    className: 'r hide late',
    cell: ({ repeats }) => repeats,
  },
];

function Subject({ subject, orderId }: Pick<NotificationView, 'subject' | 'orderId'>) {
  if (subject === null) return <span className="faint">{words.noSubject}</span>;
  if (orderId === null) {
    return (
      <span className="id" title={subject}>
        {shortId(subject)}
      </span>
    );
  }
  return (
    <Link className="id" href={`/admin/orders/${orderId}`} prefetch={false} title={subject}>
      {shortId(subject)}
    </Link>
  );
}

interface NotificationsTableProps {
  readonly notifications: readonly NotificationView[];
  /** Now, for the offset of the zone in the caption. */
  readonly at: string;
}

export function NotificationsTable({ notifications, at }: NotificationsTableProps) {
  return (
    <DataTable
      label={words.scrolls}
      caption={
        <>
          {words.caption} <ZoneName at={at} />
        </>
      }
      columns={columns}
      rows={notifications}
    />
  );
}
