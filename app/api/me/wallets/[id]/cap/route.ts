/** A customer sets their own cap on one debit, or takes it away. A plain form: it works without script. */
import { Refusal } from '@/lib/kit/errors';
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
  async ({ ctx, params, body, plainForm }) => {
    try {
      await setWalletCap(ctx, { walletId: params.id, typed: body.cap });
    } catch (error) {
      if (!plainForm || !(error instanceof Refusal) || error.code !== 'invalid_input') throw error;
      // Back to the form, which shows what was typed and what is wrong with it.
      return seeOther(`/wallets?${new URLSearchParams({ wallet: params.id, cap: body.cap }).toString()}`);
    }
    return seeOther('/wallets');
  },
);
