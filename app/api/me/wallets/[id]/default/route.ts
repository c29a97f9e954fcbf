/** "Make default": the wallet that pays when none is named. */
import { seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { setDefaultWallet } from '@/lib/wallets/set-default-wallet';

export const POST = door(
  { audience: 'customer', action: 'own.wallets', ids: { id: 'wal' } },
  async ({ ctx, params }) => {
    await setDefaultWallet(ctx, params.id);
    return seeOther('/wallets');
  },
);
