/** Orders of everybody, filtered by status, page by page. The address is the state. */
import { LookAgain } from '@/components/look-again';
import { OrdersTable } from '@/components/orders/orders-table';
import { Empty } from '@/components/ui/empty';
import { FilterChips } from '@/components/ui/filter-chips';
import { LinkButton } from '@/components/ui/link-button';
import { Pager } from '@/components/ui/pager';
import { ZoneName } from '@/components/ui/time';
import { isAllowed } from '@/lib/auth/roles';
import { listAdminOrders } from '@/lib/orders/views';
import { paymentStates } from '@/lib/payments/states';
import { requireStaffPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.staff.orders;
const statusWords = messages.shared.orderStatus;

export const metadata = { title: words.title };

export default async function AdminOrdersPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const ctx = await requireStaffPage('orders.read', '/admin/orders');
  const query = await searchParams;
  const status = paymentStates.statuses.find((known) => known === firstOf(query.status));
  const cursor = firstOf(query.cursor);
  const { data, nextCursor } = await listAdminOrders(ctx, { status, cursor });
  const at = ctx.now().toISOString();
  return (
    <main className="page" id="main">
      <div className="page__head">
        <h1>{words.title}</h1>
        {isAllowed(ctx.actor, 'orders.place') && (
          <LinkButton href="/admin/orders/new">{messages.placing.link}</LinkButton>
        )}
      </div>
      <FilterChips
        label={words.filter}
        chips={[
          { text: words.all, href: '/admin/orders', current: status === undefined },
          ...paymentStates.statuses.map((one) => ({
            text: statusWords[one],
            href: address({ status: one }),
            current: status === one,
          })),
        ]}
      />
      <LookAgain open={data.some((order) => order.status === 'INIT' || order.openCase)} at={at} />
      {data.length === 0 ? (
        <NoOrders status={status} />
      ) : (
        <div>
          <OrdersTable orders={data} at={at} />
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

function NoOrders({ status }: { readonly status: keyof typeof statusWords | undefined }) {
  if (status === undefined) return <Empty title={words.emptyTitle} text={words.emptyText} />;
  return (
    <Empty title={words.emptyFilterTitle(statusWords[status])} text={words.emptyFilterText}>
      <LinkButton href="/admin/orders">{words.showAll}</LinkButton>
    </Empty>
  );
}

function address(state: { readonly status?: string | undefined; readonly cursor?: string }): string {
  const search = new URLSearchParams();
  if (state.status) search.set('status', state.status);
  if (state.cursor) search.set('cursor', state.cursor);
  return search.size === 0 ? '/admin/orders' : `/admin/orders?${search}`;
}
