/**
 * "Agree and continue": begins an attempt to link, and sends the browser to our own leaving page.
 */
import { z } from 'zod';
import { seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { keepBrowserSecret } from '@/lib/web/link-cookies';
import { ownPath } from '@/lib/web/own-path';
import { terminalOf } from '@/lib/web/terminal';
import { startAuthorization } from '@/lib/wallets/start-authorization';

const schema = z.object({ brand: z.string().max(64), next: z.string().max(512).optional() });

export const POST = door(
  { audience: 'customer', action: 'own.wallets', body: { schema, kinds: ['form'] } },
  async ({ ctx, body, request, origin }) => {
    const browser = keepBrowserSecret(request, ctx.settings.appUrl);
    const id = await startAuthorization(ctx, {
      brand: body.brand,
      terminal: terminalOf(origin.userAgent),
      browserSecret: browser.secret,
      returnPath: body.next ? ownPath(body.next) : null,
    });
    const response = seeOther(`/wallets/attempts/${id}`);
    response.headers.append('set-cookie', browser.setCookie);
    return response;
  },
);
