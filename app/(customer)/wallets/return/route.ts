/**
 * Where wallets send the browser back to. The address is a hint, never proof: the code is exchanged on the server, and the
 * browser goes on at once to an address without it.
 */
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { json, seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { browserSecretOf, isAuthState, keepElsewhere, linkSecretOf } from '@/lib/web/link-cookies';
import { exchangeCode } from '@/lib/wallets/exchange-code';
import { readLinkReturn } from '@/lib/wallets/link-views';
import { receiveRedirect } from '@/lib/wallets/receive-code';

/** What a code may look like: at most 128 characters, none of them a control character; others are nobody's. */
const CODE_FORM = /^\P{Cc}{1,128}$/u;

export const GET = door({ audience: 'anyone' }, async ({ ctx, query, request }) => {
  const authState = only(query, 'authState');
  if (!authState || !isAuthState(authState)) return leave('/wallets/unknown-return');
  const authCode = only(query, 'authCode');
  const received = await receiveRedirect(ctx, {
    authState,
    authCode: authCode && CODE_FORM.test(authCode) ? authCode : null,
    browserSecret: browserSecretOf(request, ctx.settings.appUrl),
    linkSecret: linkSecretOf(request.headers, ctx.settings.appUrl),
  });
  switch (received.kind) {
    case 'unknown_attempt':
      ctx.log.warn({ reason: 'unknown_state' }, 'a return named no attempt of ours');
      return leave('/wallets/unknown-return');
    case 'other_browser': {
      const response = leave('/wallets/elsewhere');
      response.headers.append('set-cookie', keepElsewhere(authState, ctx.settings.appUrl));
      return response;
    }
    case 'received':
      await exchangeCode(ctx, received.authorizationId);
      return leave(await goOn(ctx, received.authorizationId));
    case 'over':
      return leave(await goOn(ctx, received.authorizationId));
    default:
      return json(received satisfies never);
  }
});

/** To the attempt's page; from a link session that is done straight back to the shop, whose address was checked when it was made. */
async function goOn(ctx: Context, id: Id<'aut'>): Promise<string> {
  const linkReturn = await readLinkReturn(ctx.db, id);
  if (!linkReturn) return `/wallets/attempts/${id}`;
  return linkReturn.status === 'COMPLETED' ? linkReturn.back : `/link/attempts/${id}`;
}

function leave(path: string): Response {
  const response = seeOther(path);
  response.headers.set('referrer-policy', 'no-referrer');
  response.headers.set('cache-control', 'no-store');
  return response;
}

/** A parameter given twice is no parameter: which of the two would count is anybody's guess. */
function only(query: URLSearchParams, name: string): string | null {
  const values = query.getAll(name);
  return values.length === 1 ? values[0]! : null;
}
