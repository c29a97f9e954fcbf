/**
 * Signs in. As a plain form it leads on with a redirect, or back to the form with what was wrong; as JSON it says where to
 * go on.
 */
import { signInInput } from '@/lib/auth/input';
import { signIn } from '@/lib/auth/sign-in';
import { isRefusal, type Refusal } from '@/lib/kit/errors';
import { afterSignIn } from '@/lib/web/after-sign-in';
import { json, seeOther } from '@/lib/web/answers';
import { backToForm } from '@/lib/web/back-to-form';
import { door } from '@/lib/web/doorframe';
import { callWithOwnToken, withCookies } from '../next-auth';

export const POST = door(
  {
    audience: 'anyone',
    body: { schema: signInInput, kinds: ['json', 'form'] },
    whenRefused: (refusal) => backToForm('/sign-in', refusal, undefined),
  },
  async ({ ctx, body, request, runtime, plainForm }) => {
    let role: string | undefined;
    const authorize = async () => {
      const session = await signIn(ctx, body);
      ({ role } = session);
      return session;
    };
    const answer = await callWithOwnToken(runtime, request, {
      action: 'callback/credentials',
      method: 'POST',
      authorize,
    });
    if (answer.refused || role === undefined) return refuse(answer.refused, plainForm, body.next);
    const next = afterSignIn(role, body.next);
    return withCookies(plainForm ? seeOther(next) : json({ next }), answer);
  },
);

function refuse(refusal: Refusal | null, plainForm: boolean, next: string | undefined): Response {
  const back = plainForm && isRefusal(refusal) ? backToForm('/sign-in', refusal, next) : null;
  if (back) return back;
  throw refusal ?? new Error('the sign-in was not refused and made no session');
}
