'use client';
/**
 * What a customer may do with an order of theirs: pay it after it has lain too long or let it go, and try again what
 * failed.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ActDialog, type Typed } from '@/components/act-dialog';
import { amountText } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { walletText } from '@/components/wallets/wallet-label';
import { brands } from '@/lib/alipay/brands';
import type { OwnOrder, RetryWallet } from '@/lib/refunds/own-order-view';
import { messages } from '@/messages';
import { actOnOwnOrder, lookAtOwnOrderAgain, showOwnOrder } from './order-query';

const { dropRetry, held, retry } = messages.customer.order;

/** It was placed long ago and was never debited: nothing is, before its customer says yes. */
export function HeldOrder({ order }: { readonly order: OwnOrder }) {
  const [open, setOpen] = useState<'confirm' | 'drop' | null>(null);
  const amount = amountText(order.amount);
  const wallet = walletText(order.wallet);
  const dialog = useEnds(order.id, () => setOpen(null));
  return (
    <>
      <Notice tone="warn" title={held.title}>
        <p>{held.text(brands[order.wallet.brand].officialName)}</p>
      </Notice>
      <div className="actions">
        <Button look="primary" onClick={() => setOpen('confirm')}>
          {held.confirm(amount)}
        </Button>
        <Button onClick={() => setOpen('drop')}>{held.drop}</Button>
      </div>
      {open === 'confirm' && (
        <ActDialog
          {...dialog}
          title={held.confirm(amount)}
          label={held.confirm(amount)}
          safe={held.confirmSafe}
          act={() => actOnOwnOrder(order.id, 'confirm')}
          consequences={held.confirmConsequences(amount, wallet)}
        />
      )}
      {open === 'drop' && (
        <ActDialog
          {...dialog}
          title={held.dropTitle}
          label={held.drop}
          safe={held.dropSafe}
          final
          act={() => actOnOwnOrder(order.id, 'drop')}
          consequences={held.dropConsequences}
        />
      )}
    </>
  );
}

interface RetryOrderProps {
  readonly order: OwnOrder;
  /** At least one. */
  readonly wallets: readonly RetryWallet[];
}

export function RetryOrder({ order, wallets }: RetryOrderProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [walletId, setWalletId] = useState<string>(order.wallet.id);
  const wallet = wallets.find((one) => one.id === walletId) ?? wallets[0]!;
  const amount = amountText(order.amount);
  const dialog = useEnds(order.id, () => setOpen(false));
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {retry.button}
      </Button>
      {open && (
        <ActDialog
          {...dialog}
          title={retry.button}
          label={retry.act(amount)}
          safe={retry.safe}
          act={(typed: Typed) => actOnOwnOrder(order.id, 'retry', { walletId: typed.walletId })}
          consequences={retry.consequences(amount, walletText(wallet))}
          names={['walletId']}
          fields={(problem) => (
            <Field id={id} label={retry.wallet} error={problem?.fields.walletId}>
              <Select
                id={id}
                name="walletId"
                value={wallet.id}
                hasError={problem?.fields.walletId !== undefined}
                onChange={(event) => setWalletId(event.target.value)}
              >
                {wallets.map((one) => (
                  <option key={one.id} value={one.id}>
                    {walletText(one)}
                  </option>
                ))}
              </Select>
            </Field>
          )}
        />
      )}
    </>
  );
}

/** What would be tried again by itself is not, where its customer does not want it any more. */
export function DropRetry({ order }: { readonly order: OwnOrder }) {
  const [open, setOpen] = useState(false);
  const dialog = useEnds(order.id, () => setOpen(false));
  const wallet = walletText(order.wallet);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{dropRetry.button}</Button>
      {open && (
        <ActDialog
          {...dialog}
          title={dropRetry.button}
          label={dropRetry.button}
          safe={dropRetry.safe}
          act={() => actOnOwnOrder(order.id, 'drop')}
          consequences={dropRetry.consequences(wallet)}
        />
      )}
    </>
  );
}

/** What the act answered is shown at once, and the dialog closes; after a failure the order is looked at again. */
function useEnds(id: string, close: () => void) {
  const client = useQueryClient();
  return {
    onDone: (changed: OwnOrder) => {
      showOwnOrder(client, changed);
      close();
    },
    onClose: close,
    onFailed: () => void lookAtOwnOrderAgain(client, id),
  };
}
