'use client';
/**
 * One event and one endpoint: what came of it, every attempt with its answer, the bytes that are sent, and sending it again.
 * It watches by itself while the event is being sent.
 */
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { NotUpToDate } from '@/components/not-up-to-date';
import { BackLink } from '@/components/ui/back-link';
import { Card } from '@/components/ui/card';
import { DataTable, type Column } from '@/components/ui/data-table';
import { Facts } from '@/components/ui/facts';
import { IdChip } from '@/components/ui/id-chip';
import { LiveRegion } from '@/components/ui/live-region';
import { shortId } from '@/components/ui/short-id';
import { StatusMark } from '@/components/ui/status-mark';
import { Time, ZoneName } from '@/components/ui/time';
import type { WebhookAttemptView, WebhookDeliveryDetail } from '@/lib/webhooks/views';
import { messages } from '@/messages';
import { DeliveryMark } from './endpoint-status';
import { withoutScheme } from './endpoints-table';
import { ResendDelivery } from './resend-delivery';
import { Subject } from './subject';
import { deliveryQuery } from './webhook-query';
import { answerText, eventText } from './webhook-words';

const words = messages.webhooks;

interface DeliveryPanelProps {
  readonly delivery: WebhookDeliveryDetail;
  /** Now, for the offset of the zone in the caption. */
  readonly at: string;
}

export function DeliveryPanel({ delivery: seed, at }: DeliveryPanelProps) {
  const reads = useQuery(deliveryQuery(seed));
  const { data: delivery } = reads;
  const { id, type, status, acts, endpoint, endpointId } = delivery;
  return (
    <>
      <div className="grid gap-1">
        {endpoint.removed ? (
          <BackLink href="/admin/webhooks">{words.back}</BackLink>
        ) : (
          <BackLink href={`/admin/webhooks/${endpointId}`}>{words.backToEndpoint}</BackLink>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="page-title">{words.deliveryTitle(eventText(type))}</h1>
          <DeliveryMark status={status} pill />
        </div>
        <div>
          <IdChip id={id} />
        </div>
        <LiveRegion>{status === seed.status ? '' : words.deliveryStatus[status]}</LiveRegion>
      </div>
      <NotUpToDate reads={reads} />
      <div className="grid12">
        <aside className="side-first grid gap-5" aria-label={words.why}>
          <Card title={words.why}>
            <div className="grid gap-3">
              <p>{whyText(delivery)}</p>
              {acts.resend && <ResendDelivery id={id} />}
            </div>
          </Card>
          <DeliveryFacts delivery={delivery} />
        </aside>
        <div className="main-second grid gap-5">
          <Tries tries={delivery.tries} at={at} />
          <Card title={words.body}>
            <pre className="code" tabIndex={0} role="region" aria-label={words.bodyText}>
              {pretty(delivery.body)}
            </pre>
          </Card>
        </div>
      </div>
    </>
  );
}

function whyText({ status, endpoint }: WebhookDeliveryDetail): string {
  if (endpoint.removed && status === 'FAILED') return words.deliveryText.REMOVED;
  if (status === 'PENDING' && endpoint.status === 'PAUSED') return words.deliveryText.RESTS;
  return words.deliveryText[status];
}

function DeliveryFacts({ delivery }: { readonly delivery: WebhookDeliveryDetail }) {
  const { type, subjectId, eventId, endpoint, endpointId, status, attempts } = delivery;
  const { nextAttemptAt, giveUpAt, createdAt, resolvedAt } = delivery;
  const where = withoutScheme(endpoint.url);
  return (
    <Card title={words.facts}>
      <Facts
        small
        facts={[
          [
            words.endpoint,
            endpoint.removed ? (
              where
            ) : (
              <Link key="endpoint" className="wrap-anywhere" href={`/admin/webhooks/${endpointId}`} prefetch={false}>
                {where}
              </Link>
            ),
          ],
          [
            words.event,
            <span key="event" className="id">
              {type}
            </span>,
          ],
          [words.eventId, <IdChip key="id" id={eventId} />],
          [
            words.subject,
            <Subject key="subject" id={subjectId}>
              {shortId(subjectId)}
            </Subject>,
          ],
          [words.attempts, words.attemptsText(attempts)],
          nextAttemptAt !== null && [words.next, <Time key="next" at={nextAttemptAt} form="full" named />],
          status === 'PENDING' && [words.giveUp, <Time key="until" at={giveUpAt} named />],
          [words.queued, <Time key="queued" at={createdAt} form="full" named />],
          resolvedAt !== null && [words.resolved, <Time key="resolved" at={resolvedAt} form="full" named />],
        ]}
      />
    </Card>
  );
}

const columns: readonly Column<WebhookAttemptView>[] = [
  {
    key: 'result',
    head: words.tryColumns.result,
    header: true,
    cell: ({ httpStatus, problem }) => (
      <StatusMark tone={problem === null ? 'ok' : problem === 'interrupted' ? 'off' : 'bad'}>
        {problem === null ? `${words.accepted}, ${httpStatus}` : answerText(httpStatus, problem)}
      </StatusMark>
    ),
  },
  {
    key: 'answer',
    head: words.tryColumns.answer,
    className: 'cut full dim',
    cell: ({ answer }) => (answer ? <span title={answer}>{answer}</span> : <Nothing />),
  },
  { key: 'took', head: words.tryColumns.took, className: 'r dim', cell: ({ durationMs }) => words.took(durationMs) },
  { key: 'by', head: words.tryColumns.by, className: 'cut quiet', cell: ({ askedBy }) => askedBy ?? words.tryTimer },
  {
    key: 'at',
    head: words.tryColumns.at,
    className: 'r right dim',
    cell: ({ at }) => <Time at={at} form="full" />,
  },
];

const Nothing = () => <span className="faint">{words.emptyAnswer}</span>;

function Tries({ tries, at }: { readonly tries: readonly WebhookAttemptView[]; readonly at: string }) {
  if (tries.length === 0) {
    return (
      <Card title={words.tries}>
        <p className="quiet">{words.noTries}</p>
      </Card>
    );
  }
  return (
    <Card title={words.tries} scope={words.triesScope} bare>
      <DataTable
        label={words.triesTable}
        caption={
          <>
            {words.tries} <ZoneName at={at} />
          </>
        }
        columns={columns}
        rows={tries}
      />
    </Card>
  );
}

function pretty(body: string): string {
  return body === '' ? '' : JSON.stringify(JSON.parse(body), null, 2);
}
