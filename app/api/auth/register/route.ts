/**
 * Registers a customer and signs them in, by the same road as a sign-in.
 */
import { registerInput } from '@/lib/auth/input';
import { registerCustomer } from '@/lib/auth/register-customer';
import { afterSignIn } from '@/lib/web/after-sign-in';
import { json, seeOther } from '@/lib/web/answers';
import { backToForm } from '@/lib/web/back-to-form';
import { door } from '@/lib/web/doorframe';
import { callWithOwnToken, withCookies } from '../next-auth';

export const POST = door(
  {
    audience: 'anyone',
    body: { schema: registerInput, kinds: ['json', 'form'] },
    whenRefused: (refusal) => backToForm('/register', refusal, undefined),
  },
  async ({ ctx, body, request, runtime, plainForm }) => {
    const answer = await callWithOwnToken(runtime, request, {
      action: 'callback/credentials',
      method: 'POST',
      authorize: () => registerCustomer(ctx, body),
    });
    if (answer.refused) {
      const back = plainForm ? backToForm('/register', answer.refused, body.next) : null;
      if (back) return back;
      throw answer.refused;
    }
    const next = afterSignIn('customer', body.next);
    return withCookies(plainForm ? seeOther(next) : json({ next }, { status: 201 }), answer);
  },
);
