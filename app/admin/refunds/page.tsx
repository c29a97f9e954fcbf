/** Refunds of everybody, filtered by status, page by page. The address is the state. */
import { LookAgain } from '@/components/look-again';
import { RefundsTable } from '@/components/refunds/refunds-table';
import { Empty } from '@/components/ui/empty';
import { FilterChips } from '@/components/ui/filter-chips';
import { LinkButton } from '@/components/ui/link-button';
import { Pager } from '@/components/ui/pager';
import { ZoneName } from '@/components/ui/time';
import { isAllowed } from '@/lib/auth/roles';
import { refundStates } from '@/lib/refunds/states';
import { listRefunds } from '@/lib/refunds/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.returns.refunds;
const statusWords = messages.returns.status;

export const metadata = { title: words.title };

export default async function RefundsPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const ctx = await requireStaffPage('refunds.read', '/admin/refunds');
  const query = await searchParams;
  const status = refundStates.statuses.find((known) => known === firstOf(query.status));
  const cursor = firstOf(query.cursor);
  const { data, nextCursor } = await listRefunds(ctx, { status, cursor });
  const at = ctx.now().toISOString();
  return (
    <main className="page" id="main">
      <div className="page__head">
        <h1>{words.title}</h1>
      </div>
      <FilterChips
        label={words.filter}
        chips={[
          { text: words.all, href: '/admin/refunds', current: status === undefined },
          ...refundStates.statuses.map((one) => ({
            text: statusWords[one],
            href: address({ status: one }),
            current: status === one,
          })),
        ]}
      />
      <LookAgain open={data.some((refund) => refund.status === 'INIT')} at={at} />
      {data.length === 0 ? (
        <NoRefunds status={status} />
      ) : (
        <div>
          <RefundsTable refunds={data} at={at} mayRefund={isAllowed(ctx.actor, 'refunds.request')} />
          <Pager
            label={words.pages}
            newest={cursor === undefined ? null : { href: address({ status }), text: words.newest }}
            older={nextCursor === null ? null : { href: address({ status, cursor: nextCursor }), text: words.older }}
          >
            {words.shown(data.length)} <ZoneName at={at} />.
          </Pager>
        </div>
      )}
    </main>
  );
}

function NoRefunds({ status }: { readonly status: keyof typeof statusWords | undefined }) {
  if (status === undefined) {
    return (
      <Empty title={words.emptyTitle} text={words.emptyText}>
        <LinkButton href="/admin/orders">{words.toOrders}</LinkButton>
      </Empty>
    );
  }
  return (
    <Empty title={words.emptyFilterTitle(statusWords[status])} text={words.emptyFilterText}>
      <LinkButton href="/admin/refunds">{words.showAll}</LinkButton>
    </Empty>
  );
}

function address(state: { readonly status?: string | undefined; readonly cursor?: string }): string {
  const search = new URLSearchParams();
  if (state.status) search.set('status', state.status);
  if (state.cursor) search.set('cursor', state.cursor);
  return search.size === 0 ? '/admin/refunds' : `/admin/refunds?${search}`;
}
