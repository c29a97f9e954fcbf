/** The attempt that a page waits for. */
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { browserSecretOf } from '@/lib/web/link-cookies';
import { readAttempt } from '@/lib/wallets/views';

export const GET = door(
  { audience: 'customer', action: 'own.wallets', ids: { id: 'aut' } },
  async ({ ctx, params, request }) =>
    json(await readAttempt(ctx, params.id, browserSecretOf(request, ctx.settings.appUrl))),
);
