'use client';
/**
 * "Try again" of a refund that failed: a new refund of the same sum, under a new id.
 */
import { useState } from 'react';
import { ActDialog, type Typed } from '@/components/act-dialog';
import { amountText } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { walletText } from '@/components/wallets/wallet-label';
import type { Brand } from '@/lib/alipay/brands';
import type { RefundView } from '@/lib/refunds/views';
import { messages } from '@/messages';
import { retryRefund } from './refund-query';

const words = messages.returns.again;

interface RetryRefundProps {
  readonly refund: Pick<RefundView, 'id' | 'amount'>;
  readonly wallet: { readonly brand: Brand; readonly account: string | null };
  readonly asksPassword?: boolean;
  /** Looks at the page behind again. */
  readonly onDone: () => void;
}

export function RetryRefund({ refund, wallet, asksPassword, onDone }: RetryRefundProps) {
  const [open, setOpen] = useState(false);
  const amount = amountText(refund.amount);
  return (
    <>
      <Button aria-label={words.buttonLabel(amount)} onClick={() => setOpen(true)}>
        {words.button}
      </Button>
      {open && (
        <ActDialog
          title={words.dialog(amount)}
          label={words.act(amount)}
          safe={messages.returns.refund.safe}
          final
          act={({ password }: Typed) => retryRefund(refund.id, password ? { password } : {})}
          onDone={() => {
            setOpen(false);
            onDone();
          }}
          onClose={() => setOpen(false)}
          onFailed={onDone}
          consequences={words.consequences(amount, walletText(wallet))}
          asksPassword={asksPassword}
        />
      )}
    </>
  );
}
