/** Linked wallets of everybody, filtered by state, page by page. The address is the state. */
import { Empty } from '@/components/ui/empty';
import { FilterChips } from '@/components/ui/filter-chips';
import { LinkButton } from '@/components/ui/link-button';
import { Pager } from '@/components/ui/pager';
import { ZoneName } from '@/components/ui/time';
import { WalletsTable } from '@/components/wallets/wallets-table';
import { isAllowed } from '@/lib/auth/roles';
import { walletStates } from '@/lib/wallets/states';
import { listAdminWallets } from '@/lib/wallets/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.staff.wallets;
const statusWords = messages.shared.walletStatus;

export const metadata = { title: words.title };

export default async function AdminWalletsPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const ctx = await requireStaffPage('wallets.read', '/admin/wallets');
  const query = await searchParams;
  const status = walletStates.statuses.find((known) => known === firstOf(query.status));
  const cursor = firstOf(query.cursor);
  const { data, nextCursor } = await listAdminWallets(ctx, { status, cursor });
  const at = ctx.now().toISOString();
  const rights = { pause: isAllowed(ctx.actor, 'wallets.pause'), revoke: isAllowed(ctx.actor, 'wallets.revoke') };
  return (
    <main className="page" id="main">
      <div className="page__head">
        <h1>{words.title}</h1>
      </div>
      <FilterChips
        label={words.filter}
        chips={[
          { text: words.all, href: '/admin/wallets', current: status === undefined },
          ...walletStates.statuses.map((one) => ({
            text: statusWords[one],
            href: address({ status: one }),
            current: status === one,
          })),
        ]}
      />
      {data.length === 0 ? (
        <NoWallets status={status} />
      ) : (
        <div>
          <WalletsTable wallets={data} at={at} rights={rights} />
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

function NoWallets({ status }: { readonly status: keyof typeof statusWords | undefined }) {
  if (status === undefined) return <Empty title={words.emptyTitle} text={words.emptyText} />;
  return (
    <Empty title={words.emptyFilterTitle(statusWords[status])} text={words.emptyFilterText}>
      <LinkButton href="/admin/wallets">{words.showAll}</LinkButton>
    </Empty>
  );
}

function address(state: { readonly status?: string | undefined; readonly cursor?: string }): string {
  const search = new URLSearchParams();
  if (state.status) search.set('status', state.status);
  if (state.cursor) search.set('cursor', state.cursor);
  return search.size === 0 ? '/admin/wallets' : `/admin/wallets?${search}`;
}
