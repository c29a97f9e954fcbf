/** Ends a key of the REST API at once. */
import { revokeApiKey } from '@/lib/auth/revoke-api-key';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'api_keys.manage', ids: { id: 'key' } },
  async ({ ctx, params }) => {
    await revokeApiKey(ctx, params.id);
    return json({ id: params.id, status: 'REVOKED' });
  },
);
