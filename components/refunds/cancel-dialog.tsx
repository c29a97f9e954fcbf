'use client';
/**
 * The dialog that cancels a whole order: what goes back, that nothing stays, that it cannot be undone.
 */
import { ActDialog, type Typed } from '@/components/act-dialog';
import { actOnOrder, type OrderForStaff } from '@/components/orders/order-query';
import { amountText } from '@/components/ui/amount';
import { walletText } from '@/components/wallets/wallet-label';
import type { CancelAdviceView } from '@/lib/refunds/order-returns-view';
import { messages } from '@/messages';
import { passwordHint } from './password-hint';
import { asksPassword } from './refund-query';

const words = messages.returns.cancel;

interface CancelDialogProps {
  readonly order: OrderForStaff;
  readonly what: Extract<CancelAdviceView, { kind: 'can' }>['what'];
  readonly onDone: (order: OrderForStaff) => void;
  readonly onClose: () => void;
  readonly onFailed: () => void;
}

export function CancelDialog({ order, what, ...ends }: CancelDialogProps) {
  const amount = amountText(order.amount);
  const { passwordAboveMinor } = order.returns;
  const send = ({ password }: Typed) => actOnOrder(order.id, 'cancel', password ? { password } : {});
  return (
    <ActDialog
      title={words.dialog(amount)}
      label={words.act(amount)}
      safe={words.safe}
      final
      act={send}
      {...ends}
      consequences={
        what === 'paid' ? words.consequences.paid(amount, walletText(order.wallet)) : words.consequences[what]
      }
      asksPassword={asksPassword(order.amount, passwordAboveMinor)}
      passwordHint={passwordHint(order.amount.currency, passwordAboveMinor)}
    />
  );
}
