/** "Is this you?": the answer of a browser that brought a code for an attempt begun in another one. */
import { z } from 'zod';
import { Refusal } from '@/lib/kit/errors';
import { seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { elsewhereStateOf } from '@/lib/web/link-cookies';
import { confirmAuthorization } from '@/lib/wallets/confirm-authorization';
import { readElsewhere } from '@/lib/wallets/views';

const schema = z.object({ answer: z.enum(['yes', 'no']) });

export const POST = door({ audience: 'anyone', body: { schema, kinds: ['form'] } }, async ({ ctx, body, request }) => {
  const authState = elsewhereStateOf(request.headers.get('cookie'), ctx.settings.appUrl);
  if (!authState) throw new Refusal('attempt_over');
  const attempt = await readElsewhere(ctx, authState);
  await confirmAuthorization(ctx, { authorizationId: attempt.id, authState, answer: body.answer });
  return seeOther('/wallets/elsewhere');
});
