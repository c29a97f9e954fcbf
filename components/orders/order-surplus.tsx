/**
 * Money that was taken although its attempt had ended without a payment, told to its customer before anything else: that it was
 * taken, and that it comes back.
 */
import { amountText } from '@/components/ui/amount';
import { Notice } from '@/components/ui/notice';
import { walletText } from '@/components/wallets/wallet-label';
import type { OwnSurplus } from '@/lib/refunds/surplus-view';
import { messages } from '@/messages';

const words = messages.customer.order.surplus;

export function OrderSurplus({ surplus }: { readonly surplus: readonly OwnSurplus[] }) {
  return surplus.map(({ paymentId, amount, wallet, state }) => {
    const { title, text } = words[state](amountText(amount), walletText(wallet));
    return (
      <Notice key={paymentId} tone={state === 'returned' ? 'ok' : 'wait'} title={title}>
        <p>{text}</p>
      </Notice>
    );
  });
}
