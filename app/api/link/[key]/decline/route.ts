/** "Not now" in a link session: it ends, and the browser goes back to the shop by a page of ours. */
import { z } from 'zod';
import { seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { keepLinkSecret } from '@/lib/web/link-cookies';
import { declineLinkSession } from '@/lib/wallets/decline-link-session';

const schema = z.object({ browser: z.string().max(64).default('') });

export const POST = door({ audience: 'linking', body: { schema, kinds: ['form'] } }, async ({ ctx, body, request }) => {
  const browser = keepLinkSecret(request, ctx.settings.appUrl, body.browser);
  const declined = await declineLinkSession(ctx, { browserSecret: browser.secret });
  // A content policy with `form-action 'self'` forbids leaving for the shop straight from a form.
  const response = seeOther(
    declined.kind === 'given_up' ? `/link/${ctx.actor.linkSessionId}` : `/link/attempts/${declined.authorizationId}`,
  );
  response.headers.append('set-cookie', browser.setCookie);
  return response;
});
