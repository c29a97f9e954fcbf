/** The keys of the REST API: who made which for what, and the way to make and to revoke one. The address is the state. */
import Link from 'next/link';
import { CreateKey } from '@/components/api-keys/create-key';
import { KeysTable } from '@/components/api-keys/keys-table';
import { Empty } from '@/components/ui/empty';
import { Pager } from '@/components/ui/pager';
import { ZoneName } from '@/components/ui/time';
import { listApiKeys } from '@/lib/auth/api-key-views';
import { requireStaffPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { apiKeys as words } from '@/messages/en/api-keys';

const PATH = '/admin/api-keys';

export const metadata = { title: words.title };

export default async function ApiKeysPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const ctx = await requireStaffPage('api_keys.manage', PATH);
  const cursor = firstOf((await searchParams).cursor);
  const { data, nextCursor } = await listApiKeys(ctx, { cursor });
  // A key's life is counted in real time.
  const at = ctx.realNow().toISOString();
  return (
    <main className="page" id="main">
      <div className="page__head">
        <h1>{words.title}</h1>
        <CreateKey />
      </div>
      <p className="quiet">
        {words.about}{' '}
        <Link href="/docs/api" prefetch={false}>
          {words.docs}
        </Link>
      </p>
      {data.length === 0 ? (
        <Empty title={words.emptyTitle} text={words.emptyText} />
      ) : (
        <div>
          <KeysTable keys={data} at={at} />
          <Pager
            label={words.pages}
            newest={cursor === undefined ? null : { href: PATH, text: words.newest }}
            older={nextCursor === null ? null : { href: `${PATH}?cursor=${nextCursor}`, text: words.older }}
          >
            {words.shown(data.length)} <ZoneName at={at} />.
          </Pager>
        </div>
      )}
    </main>
  );
}
