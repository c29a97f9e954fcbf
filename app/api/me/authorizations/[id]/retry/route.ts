/** "Try again": a new attempt in the place of one that ended without a wallet. */
import { seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { keepBrowserSecret } from '@/lib/web/link-cookies';
import { terminalOf } from '@/lib/web/terminal';
import { retryAuthorization } from '@/lib/wallets/retry-authorization';

export const POST = door(
  { audience: 'customer', action: 'own.wallets', ids: { id: 'aut' } },
  async ({ ctx, params, request, origin }) => {
    const browser = keepBrowserSecret(request, ctx.settings.appUrl);
    const id = await retryAuthorization(ctx, {
      authorizationId: params.id,
      terminal: terminalOf(origin.userAgent),
      browserSecret: browser.secret,
    });
    const response = seeOther(`/wallets/attempts/${id}`);
    response.headers.append('set-cookie', browser.setCookie);
    return response;
  },
);
