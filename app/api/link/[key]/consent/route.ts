/**
 * "Agree and continue" in a link session: the first consent uses the link up, begins an attempt, and leaves the browser its
 * own cookie. Nobody signs in.
 */
import { z } from 'zod';
import { seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { keepLinkSecret } from '@/lib/web/link-cookies';
import { terminalOf } from '@/lib/web/terminal';
import { startAuthorization } from '@/lib/wallets/start-authorization';

const schema = z.object({ brand: z.string().max(64), browser: z.string().max(64) });

export const POST = door(
  { audience: 'linking', body: { schema, kinds: ['form'] } },
  async ({ ctx, body, request, origin }) => {
    const browser = keepLinkSecret(request, ctx.settings.appUrl, body.browser);
    const id = await startAuthorization(ctx, {
      brand: body.brand,
      terminal: terminalOf(origin.userAgent),
      browserSecret: browser.secret,
      returnPath: null,
    });
    const response = seeOther(`/link/attempts/${id}`);
    response.headers.append('set-cookie', browser.setCookie);
    return response;
  },
);
