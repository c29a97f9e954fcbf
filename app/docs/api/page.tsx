/** The REST API, for who writes against it. As public as the document that it is made from: it holds nothing secret. */
import { ApiReference } from '@/components/docs/api-reference';
import { viewReference } from '@/lib/api/reference-view';
import { LIST_LIMIT_MAX, LIST_LIMIT_USUAL } from '@/lib/api/schemas';
import { pageContext } from '@/lib/web/page-context';
import { WAIT_S_MAX } from '@/lib/web/prefer';
import { RATE_LIMIT, RATE_WINDOW_S } from '@/lib/web/rate-limit';
import { apiDocs as words } from '@/messages/en/api-docs';

export const metadata = { title: words.title, description: words.lead };

export default async function ApiDocsPage() {
  const { settings } = await pageContext();
  const reference = viewReference();
  const facts = {
    apiUrl: `${settings.appUrl}/api/v1`,
    requests: RATE_LIMIT,
    windowS: RATE_WINDOW_S,
    waitS: WAIT_S_MAX,
    listMax: LIST_LIMIT_MAX,
    listUsual: LIST_LIMIT_USUAL,
    events: reference.events,
  };
  return <ApiReference merchant={settings.merchantName} facts={facts} reference={reference} />;
}
