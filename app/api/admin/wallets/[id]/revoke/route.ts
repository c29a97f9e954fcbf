/** Ends a customer’s permission from the staff’s side. */
import { requestRevoke } from '@/lib/wallets/revoke-wallet';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'wallets.revoke', ids: { id: 'wal' } },
  async ({ ctx, params }) => {
    await requestRevoke(ctx, params.id);
    return json({ id: params.id }, { status: 202 });
  },
);
