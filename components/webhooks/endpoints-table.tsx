/**
 * The endpoints: whether they are sent to, where, which events, what waits, since when nothing has got through.
 */
import Link from 'next/link';
import { DataTable, type Column } from '@/components/ui/data-table';
import { Time, ZoneName } from '@/components/ui/time';
import type { WebhookEndpointView } from '@/lib/webhooks/views';
import { WAITING_SHOWN_MAX } from '@/lib/webhooks/bounds';
import { messages } from '@/messages';
import { EndpointStatus } from './endpoint-status';
import { EVENTS } from './webhook-words';

const words = messages.webhooks;

const columns: readonly Column<WebhookEndpointView>[] = [
  { key: 'status', head: words.columns.status, cell: (endpoint) => <EndpointStatus endpoint={endpoint} /> },
  {
    key: 'url',
    head: words.endpoint,
    className: 'full cut',
    header: true,
    cell: ({ id, url, description }) => (
      <Link href={`/admin/webhooks/${id}`} prefetch={false} title={url}>
        {description === '' ? new URL(url).host : description}
      </Link>
    ),
  },
  {
    key: 'host',
    head: words.columns.url,
    className: 'cut full dim',
    cell: ({ url }) => (
      <span className="id" title={url}>
        {withoutScheme(url)}
      </span>
    ),
  },
  {
    key: 'events',
    head: words.columns.events,
    className: 'dim',
    cell: ({ events }) => words.eventsCount(events.length, EVENTS.length),
  },
  {
    key: 'waiting',
    head: words.columns.waiting,
    className: 'r dim hide late',
    cell: ({ waiting }) => words.waiting(waiting, WAITING_SHOWN_MAX),
  },
  {
    key: 'failing',
    head: words.columns.failing,
    className: 'r right dim',
    cell: ({ failingSince }) =>
      failingSince === null ? <span className="faint">{words.noneFailing}</span> : <Time at={failingSince} />,
  },
];

/** As people say an address. */
export function withoutScheme(url: string): string {
  return url.replace(/^https:\/\//, '').replace(/\/$/, '');
}

interface EndpointsTableProps {
  readonly endpoints: readonly WebhookEndpointView[];
  /** Now, for the offset of the zone in the caption. */
  readonly at: string;
}

export function EndpointsTable({ endpoints, at }: EndpointsTableProps) {
  return (
    <DataTable
      label={words.scrolls}
      caption={
        <>
          {words.caption} <ZoneName at={at} />
        </>
      }
      columns={columns}
      rows={endpoints}
    />
  );
}
