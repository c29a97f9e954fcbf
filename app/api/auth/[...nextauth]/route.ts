/**
 * next-auth's own addresses, behind our doorframe: `session`, `csrf` and `providers` to read, `callback/credentials` and
 * `signout` to change. Pages use our own doors beside this one; these stay for programs that know next-auth.
 */
import { endSession } from '@/lib/auth/end-session';
import { signInInput } from '@/lib/auth/input';
import { signIn } from '@/lib/auth/sign-in';
import { Refusal } from '@/lib/kit/errors';
import { json, seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { ownPath } from '@/lib/web/own-path';
import { z } from 'zod';
import { callNextAuth, withCookies, type Answer } from '../next-auth';

const READABLE = new Set(['session', 'csrf', 'providers']);
const PAGES = new Set(['signin', 'signout', 'error']);

const form = z.record(z.string().max(100), z.string().max(4096));

export const GET = door({ audience: 'anyone' }, async ({ request, runtime }) => {
  const action = actionOf(request);
  if (PAGES.has(action.split('/')[0]!)) return seeOther('/sign-in');
  if (!READABLE.has(action)) throw new Refusal('not_found');
  return answerJson(await callNextAuth(runtime, request, { action, method: 'GET' }));
});

export const POST = door(
  { audience: 'anyone', body: { schema: form, kinds: ['json', 'form'] } },
  async ({ ctx, body, request, runtime }) => {
    const action = actionOf(request);
    if (action !== 'signout' && action !== 'callback/credentials') throw new Refusal('not_found');
    const authorize = async () => {
      const input = signInInput.safeParse(body);
      if (!input.success) throw new Refusal('wrong_credentials');
      return signIn(ctx, input.data);
    };
    const answer = await callNextAuth(runtime, request, { action, method: 'POST', body, authorize });
    if (answer.refused) throw answer.refused;
    const isDone = answer.cookies.some((cookie) => cookie.includes('session-token'));
    if (action === 'signout' && isDone) await endSession(ctx);
    return body.json === 'true' ? answerJson(answer) : withCookies(seeOther(whereTo(body, answer)), answer);
  },
);

function actionOf(request: Request): string {
  return new URL(request.url).pathname.replace(/^\/api\/auth\//, '').replace(/\/$/, '');
}

/** Back to its page with what went wrong, or on to where the form wanted, never to another site. */
function whereTo(body: Readonly<Record<string, string>>, answer: Answer): string {
  if (answer.redirect?.includes('csrf=true')) return '/sign-in';
  return ownPath(body.callbackUrl);
}

function answerJson(answer: Answer): Response {
  const body = answer.redirect === null ? answer.body : { url: answer.redirect };
  return withCookies(json(body ?? {}, { status: answer.status }), answer);
}
