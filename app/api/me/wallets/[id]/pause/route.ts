/** A customer pauses a wallet of theirs. A plain form: it works without script. */
import { setWalletPaused } from '@/lib/wallets/pause-wallet';
import { seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'customer', action: 'own.wallets', ids: { id: 'wal' } },
  async ({ ctx, params }) => {
    await setWalletPaused(ctx, { walletId: params.id, paused: true });
    return seeOther('/wallets');
  },
);
