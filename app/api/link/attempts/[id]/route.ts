/** The attempt of a link session that its page waits for. */
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { linkSecretOf } from '@/lib/web/link-cookies';
import { readAttempt } from '@/lib/wallets/views';

export const GET = door({ audience: 'linking', ids: { id: 'aut' } }, async ({ ctx, params, request }) =>
  json(await readAttempt(ctx, params.id, linkSecretOf(request.headers, ctx.settings.appUrl))),
);
