/** What a person must decide: open cases first, closed ones by the filter. The address is the state. */
import { LookAgain } from '@/components/look-again';
import { CasesTable } from '@/components/cases/cases-table';
import { Empty } from '@/components/ui/empty';
import { FilterChips } from '@/components/ui/filter-chips';
import { LinkButton } from '@/components/ui/link-button';
import { Pager } from '@/components/ui/pager';
import { ZoneName } from '@/components/ui/time';
import { listCases } from '@/lib/cases/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.cases;

export const metadata = { title: words.title };

export default async function CasesPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const ctx = await requireStaffPage('cases.read', '/admin/cases');
  const query = await searchParams;
  const status = firstOf(query.status) === 'CLOSED' ? 'CLOSED' : 'OPEN';
  const cursor = firstOf(query.cursor);
  const { data, nextCursor } = await listCases(ctx, { status, cursor });
  const at = ctx.now().toISOString();
  return (
    <main className="page" id="main">
      <div className="page__head">
        <h1>{words.title}</h1>
      </div>
      <FilterChips
        label={words.filter}
        chips={[
          { text: words.status.OPEN, href: '/admin/cases', current: status === 'OPEN' },
          { text: words.status.CLOSED, href: address({ status: 'CLOSED' }), current: status === 'CLOSED' },
        ]}
      />
      <LookAgain open={data.some((found) => found.status === 'OPEN')} at={at} />
      {data.length === 0 ? (
        <NoCases status={status} />
      ) : (
        <div>
          <CasesTable cases={data} at={at} />
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

function NoCases({ status }: { readonly status: 'OPEN' | 'CLOSED' }) {
  if (status === 'OPEN') return <Empty title={words.emptyTitle} text={words.emptyText} />;
  return (
    <Empty title={words.emptyClosedTitle} text={words.emptyClosedText}>
      <LinkButton href="/admin/cases">{words.showOpen}</LinkButton>
    </Empty>
  );
}

function address(state: { readonly status: 'OPEN' | 'CLOSED'; readonly cursor?: string }): string {
  const search = new URLSearchParams();
  if (state.status === 'CLOSED') search.set('status', state.status);
  if (state.cursor) search.set('cursor', state.cursor);
  return search.size === 0 ? '/admin/cases' : `/admin/cases?${search}`;
}
