/** Pauses a wallet: nothing is debited from it until it is resumed. */
import { setWalletPaused } from '@/lib/wallets/pause-wallet';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'wallets.pause', ids: { id: 'wal' } },
  async ({ ctx, params }) => {
    await setWalletPaused(ctx, { walletId: params.id, paused: true });
    return json({ id: params.id, paused: true });
  },
);
