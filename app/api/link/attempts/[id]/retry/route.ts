/** "Try again" in a link session: a new attempt in the place of one that ended without a wallet, in the same browser. */
import { seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { linkSecretOf } from '@/lib/web/link-cookies';
import { terminalOf } from '@/lib/web/terminal';
import { retryAuthorization } from '@/lib/wallets/retry-authorization';

export const POST = door({ audience: 'linking', ids: { id: 'aut' } }, async ({ ctx, params, request, origin }) => {
  const id = await retryAuthorization(ctx, {
    authorizationId: params.id,
    terminal: terminalOf(origin.userAgent),
    // The doorframe let nobody in without it.
    browserSecret: linkSecretOf(request.headers, ctx.settings.appUrl) ?? '',
  });
  return seeOther(`/link/attempts/${id}`);
});
