/** The endpoints that the merchant's own systems listen at. */
import { AddEndpoint } from '@/components/webhooks/add-endpoint';
import { EndpointsTable } from '@/components/webhooks/endpoints-table';
import { Empty } from '@/components/ui/empty';
import { Pager } from '@/components/ui/pager';
import { ZoneName } from '@/components/ui/time';
import { isAllowed } from '@/lib/auth/roles';
import { listWebhookEndpoints } from '@/lib/webhooks/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.webhooks;

export const metadata = { title: words.title };

export default async function WebhooksPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const ctx = await requireStaffPage('webhooks.read', '/admin/webhooks');
  const cursor = firstOf((await searchParams).cursor);
  const { data, nextCursor } = await listWebhookEndpoints(ctx, { cursor });
  const mayManage = isAllowed(ctx.actor, 'webhooks.manage');
  const at = ctx.now().toISOString();
  return (
    <main className="page" id="main">
      <div className="page__head">
        <div className="grid gap-1">
          <h1>{words.title}</h1>
          <p className="quiet t13">{words.about}</p>
        </div>
        {mayManage && <AddEndpoint />}
      </div>
      {data.length === 0 ? (
        <Empty title={words.emptyTitle} text={words.emptyText} />
      ) : (
        <div>
          <EndpointsTable endpoints={data} at={at} />
          <Pager
            label={words.pages}
            newest={cursor === undefined ? null : { href: '/admin/webhooks', text: words.newest }}
            older={
              nextCursor === null
                ? null
                : { href: `/admin/webhooks?${new URLSearchParams({ cursor: nextCursor })}`, text: words.older }
            }
          >
            {words.shownEndpoints(data.length)} <ZoneName at={at} />.
          </Pager>
        </div>
      )}
    </main>
  );
}
