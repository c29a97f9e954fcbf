/**
 * Makes a key of the REST API. The answer is the only place where its text ever stands. The owner's password is asked again:
 * a key debits and refunds without anybody's, so a session alone must not be able to make one.
 */
import { createApiKeyInput, expiryOf } from '@/lib/auth/api-key-input';
import { confirmPassword } from '@/lib/auth/confirm-password';
import { createApiKey } from '@/lib/auth/create-api-key';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'api_keys.manage', body: { schema: createApiKeyInput, kinds: ['json'] } },
  async ({ ctx, body }) => {
    const { name, scopes, expiresInDays, password } = body;
    await confirmPassword(ctx, password);
    const made = await createApiKey(ctx, { name, scopes, expiresAt: expiryOf(expiresInDays, ctx.realNow()) });
    return json(made, { status: 201 });
  },
);
