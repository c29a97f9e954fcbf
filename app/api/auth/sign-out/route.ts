/**
 * Signs out: the session ends for every copy of its cookie, and this browser's cookie is taken away. Asked twice, or with
 * a session that has ended, it answers the same.
 */
import { endSession } from '@/lib/auth/end-session';
import { json, seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { callWithOwnToken, withCookies } from '../next-auth';

export const POST = door({ audience: 'anyone' }, async ({ ctx, request, runtime, plainForm }) => {
  await endSession(ctx);
  const answer = await callWithOwnToken(runtime, request, { action: 'signout', method: 'POST' });
  return withCookies(plainForm ? seeOther('/') : json({ next: '/' }), answer);
});
