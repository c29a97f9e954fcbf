/** One case and what goes back of its order, for the staff's page that watches it. */
import { readCasePage } from '@/lib/refunds/case-page';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const GET = door({ audience: 'staff', action: 'cases.read', ids: { id: 'cas' } }, async ({ ctx, params }) =>
  json(await readCasePage(ctx, params.id)),
);
