/** The signature lab: messages to pick from. The address is the state. */
import { EvidenceSearch } from '@/components/evidence/evidence-search';
import { EvidenceTable } from '@/components/evidence/evidence-table';
import { LabHead } from '@/components/evidence/lab-head';
import { Empty } from '@/components/ui/empty';
import { FilterChips } from '@/components/ui/filter-chips';
import { LinkButton } from '@/components/ui/link-button';
import { Pager } from '@/components/ui/pager';
import { ZoneName } from '@/components/ui/time';
import { EVIDENCE_SHOWS, listEvidence, type EvidenceFilter } from '@/lib/evidence/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { signatureLab } from '@/messages/en/signature-lab';

const words = signatureLab.list;

export const metadata = { title: signatureLab.title };

export default async function SignatureLabPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const ctx = await requireStaffPage('signatures.examine', '/admin/signature-lab');
  const query = await searchParams;
  const show = EVIDENCE_SHOWS.find((known) => known === firstOf(query.show));
  const search = firstOf(query.q)?.trim() || undefined;
  const cursor = firstOf(query.cursor);
  const { data, nextCursor } = await listEvidence(ctx, { show, search, cursor });
  const at = ctx.now().toISOString();
  return (
    <main className="page" id="main">
      <LabHead current="pick" />
      <div className="split split--wrap">
        <FilterChips
          label={words.filter}
          chips={[undefined, ...EVIDENCE_SHOWS].map((one) => ({
            text: words.shows[one ?? 'all'],
            href: address({ show: one, search }),
            current: show === one,
          }))}
        />
        <EvidenceSearch search={search ?? ''} show={show} />
      </div>
      {data.length === 0 ? (
        <NoMessages show={show} search={search} />
      ) : (
        <div>
          <EvidenceTable rows={data} at={at} />
          <Pager
            label={words.pages}
            newest={cursor === undefined ? null : { href: address({ show, search }), text: words.newest }}
            older={
              nextCursor === null ? null : { href: address({ show, search, cursor: nextCursor }), text: words.older }
            }
          >
            {words.shown(data.length)} <ZoneName at={at} />.
          </Pager>
        </div>
      )}
    </main>
  );
}

function NoMessages({ show, search }: Pick<EvidenceFilter, 'show' | 'search'>) {
  if (show === undefined && search === undefined) return <Empty title={words.emptyTitle} text={words.emptyText} />;
  const [title, text] =
    search === undefined
      ? [words.emptyFilterTitle, words.emptyFilterText]
      : [words.emptySearchTitle(search), words.emptySearchText];
  return (
    <Empty title={title} text={text}>
      <LinkButton href="/admin/signature-lab">{words.showAll}</LinkButton>
    </Empty>
  );
}

function address({ show, search, cursor }: EvidenceFilter): string {
  const query = new URLSearchParams();
  if (show) query.set('show', show);
  if (search) query.set('q', search);
  if (cursor) query.set('cursor', cursor);
  return query.size === 0 ? '/admin/signature-lab' : `/admin/signature-lab?${query}`;
}
