/** A customer unlinks a wallet of theirs. A plain form: it works without script. */
import { requestRevoke } from '@/lib/wallets/revoke-wallet';
import { seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'customer', action: 'own.wallets', ids: { id: 'wal' } },
  async ({ ctx, params }) => {
    await requestRevoke(ctx, params.id);
    return seeOther('/wallets');
  },
);
