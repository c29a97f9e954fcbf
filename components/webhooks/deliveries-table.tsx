/**
 * What was sent to an endpoint: what came of it, which event, about what, what was answered last, when it is tried next.
 */
import Link from 'next/link';
import { DataTable, type Column } from '@/components/ui/data-table';
import { shortId } from '@/components/ui/short-id';
import { Time, ZoneName } from '@/components/ui/time';
import type { WebhookDeliveryView } from '@/lib/webhooks/views';
import { messages } from '@/messages';
import { DeliveryMark } from './endpoint-status';
import { Subject } from './subject';
import { answerText, eventText } from './webhook-words';

const words = messages.webhooks;

const columns: readonly Column<WebhookDeliveryView>[] = [
  { key: 'status', head: words.deliveryColumns.status, cell: ({ status }) => <DeliveryMark status={status} /> },
  {
    key: 'event',
    head: words.deliveryColumns.event,
    className: 'full',
    header: true,
    cell: ({ id, type }) => (
      <Link href={`/admin/webhooks/deliveries/${id}`} prefetch={false} title={type}>
        {eventText(type)}
      </Link>
    ),
  },
  {
    key: 'subject',
    head: words.deliveryColumns.subject,
    className: 'dim hide',
    cell: ({ subjectId }) => <Subject id={subjectId}>{shortId(subjectId)}</Subject>,
  },
  {
    key: 'answer',
    head: words.deliveryColumns.answer,
    className: 'dim cut',
    cell: ({ lastHttpStatus, lastProblem }) => answerText(lastHttpStatus, lastProblem),
  },
  { key: 'attempts', head: words.deliveryColumns.attempts, className: 'r dim hide late', cell: (one) => one.attempts },
  {
    key: 'next',
    head: words.deliveryColumns.next,
    className: 'r dim hide late',
    cell: ({ nextAttemptAt }) =>
      nextAttemptAt === null ? <span className="faint">{words.noNext}</span> : <Time at={nextAttemptAt} />,
  },
  {
    key: 'created',
    head: words.deliveryColumns.created,
    className: 'r right dim',
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
];

interface DeliveriesTableProps {
  readonly deliveries: readonly WebhookDeliveryView[];
  /** Now, for the offset of the zone in the caption. */
  readonly at: string;
}

export function DeliveriesTable({ deliveries, at }: DeliveriesTableProps) {
  return (
    <DataTable
      label={words.deliveriesScroll}
      caption={
        <>
          {words.deliveriesCaption} <ZoneName at={at} />
        </>
      }
      columns={columns}
      rows={deliveries}
    />
  );
}
