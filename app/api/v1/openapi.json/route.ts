/** The OpenAPI document. It holds nothing secret, so no key is asked for. */
import { openApiDocument } from '@/lib/api/openapi';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const GET = door({ audience: 'machine', name: 'reader' }, async ({ ctx }) =>
  json(openApiDocument(ctx.settings.appUrl), { headers: { 'cache-control': 'public, max-age=300' } }),
);
