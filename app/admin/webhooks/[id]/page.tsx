/** One endpoint and what was sent to it, by what came of it and by event, page by page. The address is the state. */
import type { Metadata } from 'next';
import { cache } from 'react';
import { orNotFound } from '@/app/or-not-found';
import { DeliveriesTable } from '@/components/webhooks/deliveries-table';
import { EndpointActs } from '@/components/webhooks/endpoint-acts';
import { EndpointFacts } from '@/components/webhooks/endpoint-facts';
import { EndpointStatus } from '@/components/webhooks/endpoint-status';
import { ResendRange } from '@/components/webhooks/resend-range';
import { eventText, SENT_EVENTS } from '@/components/webhooks/webhook-words';
import { BackLink } from '@/components/ui/back-link';
import { Empty } from '@/components/ui/empty';
import { FilterChips } from '@/components/ui/filter-chips';
import { LinkButton } from '@/components/ui/link-button';
import { Pager } from '@/components/ui/pager';
import { ZoneName } from '@/components/ui/time';
import { isAllowed } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { deliveryStates } from '@/lib/webhooks/states';
import { listWebhookDeliveries, readWebhookEndpoint, type WebhookEndpointView } from '@/lib/webhooks/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.webhooks;

interface EndpointPageProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Query>;
}

const endpointOf = cache(async (id: string) => {
  const ctx = await requireStaffPage('webhooks.read', `/admin/webhooks/${id}`);
  return { ctx, endpoint: await orNotFound(readWebhookEndpoint(ctx, id)) };
});

export async function generateMetadata({ params }: EndpointPageProps): Promise<Metadata> {
  const { endpoint } = await endpointOf((await params).id);
  return { title: titleOf(endpoint) };
}

const titleOf = ({ url, description }: WebhookEndpointView) => (description === '' ? new URL(url).host : description);

export default async function EndpointPage({ params, searchParams }: EndpointPageProps) {
  const { ctx, endpoint } = await endpointOf((await params).id);
  const rights = {
    manage: isAllowed(ctx.actor, 'webhooks.manage'),
    resend: isAllowed(ctx.actor, 'webhooks.resend'),
  };
  return (
    <main className="page" id="main">
      <div className="grid gap-1">
        <BackLink href="/admin/webhooks">{words.back}</BackLink>
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="page-title break-words min-w-0">{titleOf(endpoint)}</h1>
          <EndpointStatus endpoint={endpoint} pill />
        </div>
      </div>
      <div className="grid12">
        <aside className="side-first grid gap-5" aria-label={words.state}>
          <EndpointFacts endpoint={endpoint} acts={<EndpointActs endpoint={endpoint} rights={rights} />} />
        </aside>
        <div className="main-second grid gap-3">
          <Deliveries ctx={ctx} endpoint={endpoint} query={await searchParams} mayResend={rights.resend} />
        </div>
      </div>
    </main>
  );
}

interface DeliveriesProps {
  readonly ctx: Context;
  readonly endpoint: WebhookEndpointView;
  readonly query: Query;
  readonly mayResend: boolean;
}

async function Deliveries({ ctx, endpoint: { id, status: stands }, query, mayResend }: DeliveriesProps) {
  const status = deliveryStates.statuses.find((known) => known === firstOf(query.status));
  const type = SENT_EVENTS.find((known) => known === firstOf(query.event));
  const cursor = firstOf(query.cursor);
  const { data, nextCursor } = await listWebhookDeliveries(ctx, { endpointId: id, status, type, cursor });
  const at = ctx.now().toISOString();
  const address = (state: ListState) => addressOf(id, state);
  return (
    <>
      <div className="split items-center">
        <h2 className="strong">{words.deliveries}</h2>
        {mayResend && stands === 'ACTIVE' && <ResendRange endpointId={id} at={at} />}
      </div>
      <DeliveryFilters status={status} type={type} address={address} />
      {data.length === 0 ? (
        <NoDeliveries isFiltered={status !== undefined || type !== undefined} all={address({})} />
      ) : (
        <div>
          <DeliveriesTable deliveries={data} at={at} />
          <Pager
            label={words.pages}
            newest={cursor === undefined ? null : { href: address({ status, type }), text: words.newest }}
            older={
              nextCursor === null ? null : { href: address({ status, type, cursor: nextCursor }), text: words.older }
            }
          >
            {words.shownDeliveries(data.length)} <ZoneName at={at} />.
          </Pager>
        </div>
      )}
    </>
  );
}

interface ListState {
  readonly status?: string | undefined;
  readonly type?: string | undefined;
  readonly cursor?: string;
}

interface DeliveryFiltersProps extends Omit<ListState, 'cursor'> {
  readonly address: (state: ListState) => string;
}

function DeliveryFilters({ status, type, address }: DeliveryFiltersProps) {
  return (
    <div className="grid gap-2">
      <FilterChips
        label={words.filterStatus}
        chips={[
          { text: words.all, href: address({ type }), current: status === undefined },
          ...deliveryStates.statuses.map((one) => ({
            text: words.deliveryStatus[one],
            href: address({ type, status: one }),
            current: status === one,
          })),
        ]}
      />
      <FilterChips
        label={words.filterEvent}
        chips={[
          { text: words.allEvents, href: address({ status }), current: type === undefined },
          ...SENT_EVENTS.map((one) => ({
            text: eventText(one),
            href: address({ status, type: one }),
            current: type === one,
          })),
        ]}
      />
    </div>
  );
}

function NoDeliveries({ isFiltered, all }: { readonly isFiltered: boolean; readonly all: string }) {
  if (!isFiltered) return <Empty title={words.noDeliveriesTitle} text={words.noDeliveriesText} />;
  return (
    <Empty title={words.noFilteredTitle} text={words.noFilteredText}>
      <LinkButton href={all}>{words.showAll}</LinkButton>
    </Empty>
  );
}

function addressOf(id: string, { status, type, cursor }: ListState): string {
  const search = new URLSearchParams();
  if (status) search.set('status', status);
  if (type) search.set('event', type);
  if (cursor) search.set('cursor', cursor);
  return search.size === 0 ? `/admin/webhooks/${id}` : `/admin/webhooks/${id}?${search}`;
}
