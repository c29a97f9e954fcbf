/** A customer sets their own cap on one debit, or takes it away. A plain form: it works without script. */
import { setWalletCap } from '@/lib/wallets/pause-wallet';
import { walletCapInput } from '@/lib/wallets/input';
import { seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'customer',
    action: 'own.wallets',
    ids: { id: 'wal' },
    body: { schema: walletCapInput, kinds: ['form', 'json'] },
  },
  async ({ ctx, params, body }) => {
    await setWalletCap(ctx, { walletId: params.id, typed: body.cap });
    return seeOther('/wallets');
  },
);
