/** The customer's own orders. */
import { OrderList } from '@/components/orders/order-list';
import { Empty } from '@/components/ui/empty';
import { LinkButton } from '@/components/ui/link-button';
import { Pager } from '@/components/ui/pager';
import { listCustomerOrders } from '@/lib/orders/views';
import { requireCustomerPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.customer.orders;

export const metadata = { title: words.title };

export default async function OrdersPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const ctx = await requireCustomerPage('/orders');
  const cursor = firstOf((await searchParams).cursor);
  const { data, nextCursor } = await listCustomerOrders(ctx, { cursor });
  return (
    <main className="col col--wide" id="main">
      <header>
        <h1>{words.title}</h1>
        <p className="quiet">{words.lead}</p>
      </header>
      {data.length === 0 ? (
        <Empty title={words.emptyTitle} text={words.emptyText}>
          <LinkButton look="primary" href="/">
            {words.toShop}
          </LinkButton>
        </Empty>
      ) : (
        <OrderList orders={data} />
      )}
      <Pager
        label={words.pages}
        newest={cursor === undefined ? null : { href: '/orders', text: words.newest }}
        older={
          nextCursor === null
            ? null
            : { href: `/orders?${new URLSearchParams({ cursor: nextCursor })}`, text: words.older }
        }
      />
    </main>
  );
}
