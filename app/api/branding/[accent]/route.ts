/**
 * The style sheet of one colour. It follows from the address alone, so anybody may have any, and a browser may keep it for
 * ever; which one is the merchant's, the pages say.
 */
import { accentProblem, accentSheet } from '@/lib/kit/accent';
import { Refusal } from '@/lib/kit/errors';
import { door } from '@/lib/web/doorframe';

// A machine's door reads no cookie: a style sheet is nobody's.
export const GET = door({ audience: 'machine', name: 'style sheet' }, async ({ request }) => {
  const accent = `#${new URL(request.url).pathname.split('/').at(-1)}`;
  if (accentProblem(accent)) throw new Refusal('not_found');
  return new Response(accentSheet(accent), {
    headers: {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    },
  });
});
