'use client';
/**
 * An order that lay for longer than the merchant's limit: it is not debited before somebody says yes.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ActDialog } from '@/components/act-dialog';
import { amountText } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Time } from '@/components/ui/time';
import { walletText } from '@/components/wallets/wallet-label';
import { messages } from '@/messages';
import { actOnOrder, lookAtOrderAgain, showOrder, type OrderForStaff } from './order-query';

const words = messages.returns.held;

export function OrderHeld({ order }: { readonly order: OrderForStaff }) {
  const [open, setOpen] = useState<'confirm' | 'drop' | null>(null);
  const client = useQueryClient();
  const { heldSince, acts } = order.returns;
  if (heldSince === null) return null;
  const amount = amountText(order.amount);
  const wallet = walletText(order.wallet);
  const close = () => setOpen(null);
  const done = (changed: OrderForStaff) => {
    showOrder(client, changed);
    close();
  };
  const ends = { onDone: done, onClose: close, onFailed: () => void lookAtOrderAgain(client, order.id) };
  return (
    <Notice tone="warn" title={words.title}>
      <p>
        {words.since} <Time at={order.payments.at(-1)?.createdAt ?? heldSince} named />.{' '}
        {acts.confirm ? words.text(amount, wallet) : words.reader}
      </p>
      {acts.confirm && (
        <div className="cluster mt-2">
          <Button onClick={() => setOpen('confirm')}>{words.confirm(amount)}</Button>
          <Button onClick={() => setOpen('drop')}>{words.drop}</Button>
        </div>
      )}
      {open === 'confirm' && (
        <ActDialog
          title={words.confirm(amount)}
          label={words.confirm(amount)}
          safe={words.confirmSafe}
          act={() => actOnOrder(order.id, 'confirm')}
          {...ends}
          consequences={words.confirmConsequences(amount, wallet)}
        />
      )}
      {open === 'drop' && (
        <ActDialog
          title={words.dropDialog}
          label={words.drop}
          safe={words.dropSafe}
          final
          act={() => actOnOrder(order.id, 'drop')}
          {...ends}
          consequences={words.dropConsequences}
        />
      )}
    </Notice>
  );
}
