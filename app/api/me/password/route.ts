/**
 * Changes the asking person's password, customer or staff. Every other session of theirs ends.
 */
import { changePassword } from '@/lib/auth/change-password';
import { changePasswordInput } from '@/lib/auth/input';
import { json, seeOther } from '@/lib/web/answers';
import { backToForm } from '@/lib/web/back-to-form';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'anyone',
    action: 'account.change_password',
    body: { schema: changePasswordInput, kinds: ['json', 'form'] },
    whenRefused: (refusal) => backToForm('/account', refusal, undefined),
  },
  async ({ ctx, body, plainForm }) => {
    await changePassword(ctx, body);
    return plainForm ? seeOther('/account?done=password') : json({ changed: true });
  },
);
