/** What Alipay told us, by what came of it and by kind, page by page. The address is the state. */
import { LookAgain } from '@/components/look-again';
import { NotificationsTable } from '@/components/notifications/notifications-table';
import { Empty } from '@/components/ui/empty';
import { FilterChips } from '@/components/ui/filter-chips';
import { LinkButton } from '@/components/ui/link-button';
import { Pager } from '@/components/ui/pager';
import { ZoneName } from '@/components/ui/time';
import { notificationStates } from '@/lib/notifications/states';
import { listNotifications } from '@/lib/notifications/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.notifications;
/** Refused mail stands apart, and is read by the same list. */
const STATUSES = [...notificationStates.statuses, 'REFUSED'] as const;
const KINDS = ['payments', 'refunds', 'authorizations'] as const;

export const metadata = { title: words.title };

export default async function NotificationsPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const ctx = await requireStaffPage('notifications.read', '/admin/notifications');
  const query = await searchParams;
  const status = STATUSES.find((known) => known === firstOf(query.status));
  const kind = KINDS.find((known) => known === firstOf(query.kind));
  const cursor = firstOf(query.cursor);
  const { data, nextCursor } = await listNotifications(ctx, { status, kind, cursor });
  const at = ctx.now().toISOString();
  return (
    <main className="page" id="main">
      <div className="page__head">
        <h1>{words.title}</h1>
      </div>
      <div className="grid gap-2">
        <FilterChips
          label={words.filterStatus}
          chips={[
            { text: words.all, href: address({ kind }), current: status === undefined },
            ...STATUSES.map((one) => ({
              text: words.status[one],
              href: address({ kind, status: one }),
              current: status === one,
            })),
          ]}
        />
        <FilterChips
          label={words.filterKind}
          chips={[
            { text: words.allKinds, href: address({ status }), current: kind === undefined },
            ...KINDS.map((one) => ({
              text: words.kind[one],
              href: address({ status, kind: one }),
              current: kind === one,
            })),
          ]}
        />
      </div>
      <LookAgain open={data.some((one) => one.status === 'RECEIVED' || one.status === 'WAITING')} at={at} />
      {data.length === 0 ? (
        <NoNotifications isFiltered={status !== undefined || kind !== undefined} />
      ) : (
        <div>
          <NotificationsTable notifications={data} at={at} />
          <Pager
            label={words.pages}
            newest={cursor === undefined ? null : { href: address({ status, kind }), text: words.newest }}
            older={
              nextCursor === null ? null : { href: address({ status, kind, cursor: nextCursor }), text: words.older }
            }
          >
            {words.shown(data.length)} <ZoneName at={at} />.
          </Pager>
        </div>
      )}
    </main>
  );
}

function NoNotifications({ isFiltered }: { readonly isFiltered: boolean }) {
  if (!isFiltered) return <Empty title={words.emptyTitle} text={words.emptyText} />;
  return (
    <Empty title={words.emptyFilterTitle} text={words.emptyFilterText}>
      <LinkButton href="/admin/notifications">{words.showAll}</LinkButton>
    </Empty>
  );
}

interface ListState {
  readonly status?: string | undefined;
  readonly kind?: string | undefined;
  readonly cursor?: string;
}

function address({ status, kind, cursor }: ListState): string {
  const search = new URLSearchParams();
  if (status) search.set('status', status);
  if (kind) search.set('kind', kind);
  if (cursor) search.set('cursor', cursor);
  return search.size === 0 ? '/admin/notifications' : `/admin/notifications?${search}`;
}
