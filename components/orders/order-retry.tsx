'use client';
/**
 * A failed order may be tried again, from any linked wallet of its customer; and what the policy will do by itself.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ActDialog, type Typed } from '@/components/act-dialog';
import { amountText } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/input';
import { Time } from '@/components/ui/time';
import { walletText } from '@/components/wallets/wallet-label';
import { messages } from '@/messages';
import { actOnOrder, lookAtOrderAgain, showOrder, type OrderForStaff } from './order-query';

const words = messages.returns.retry;

export function OrderRetry({ order }: { readonly order: OrderForStaff }) {
  const [open, setOpen] = useState<'retry' | 'drop' | null>(null);
  const close = () => setOpen(null);
  const { acts, nextRetryAt, retryWallets } = order.returns;
  if (!acts.retry && nextRetryAt === null) return null;
  return (
    <Card title={words.title}>
      <div className="grid gap-3">
        {nextRetryAt !== null && (
          <p>
            {words.byPolicy} <Time at={nextRetryAt} named />.
          </p>
        )}
        {acts.dropRetry && (
          <Button wide onClick={() => setOpen('drop')}>
            {words.drop}
          </Button>
        )}
        {acts.retry && (
          <>
            <p className="quiet t13">
              {retryWallets.length === 0
                ? words.noWallet(messages.shared.currencies[order.amount.currency] ?? order.amount.currency)
                : words.text}
            </p>
            {retryWallets.length > 0 && (
              <Button wide onClick={() => setOpen('retry')}>
                {words.button(amountText(order.amount))}
              </Button>
            )}
          </>
        )}
        {open === 'retry' && <RetryDialog order={order} onClose={close} />}
        {open === 'drop' && <DropDialog order={order} onClose={close} />}
      </div>
    </Card>
  );
}

function DropDialog({ order, onClose }: { readonly order: OrderForStaff; readonly onClose: () => void }) {
  const client = useQueryClient();
  return (
    <ActDialog
      title={words.drop}
      label={words.drop}
      safe={words.dropSafe}
      act={() => actOnOrder(order.id, 'drop')}
      onDone={(changed) => {
        showOrder(client, changed);
        onClose();
      }}
      onClose={onClose}
      onFailed={() => void lookAtOrderAgain(client, order.id)}
      consequences={words.dropConsequences(walletText(order.wallet))}
    />
  );
}

function RetryDialog({ order, onClose }: { readonly order: OrderForStaff; readonly onClose: () => void }) {
  const client = useQueryClient();
  const id = useId();
  const { retryWallets } = order.returns;
  const [walletId, setWalletId] = useState(
    () => (retryWallets.find((one) => one.id === order.wallet.id) ?? retryWallets[0])?.id ?? '',
  );
  const wallet = retryWallets.find((one) => one.id === walletId);
  const amount = amountText(order.amount);
  return (
    <ActDialog
      title={words.dialog(amount)}
      label={words.button(amount)}
      safe={words.safe}
      act={(typed: Typed) => actOnOrder(order.id, 'retry', { walletId: typed.walletId })}
      onDone={(changed) => {
        showOrder(client, changed);
        onClose();
      }}
      onClose={onClose}
      onFailed={() => void lookAtOrderAgain(client, order.id)}
      consequences={wallet ? words.consequences(amount, walletText(wallet)) : []}
      names={['walletId']}
      fields={(problem) => (
        <Field id={id} label={words.wallet} error={problem?.fields.walletId}>
          <Select
            id={id}
            name="walletId"
            value={walletId}
            hasError={problem?.fields.walletId !== undefined}
            onChange={(event) => setWalletId(event.target.value as typeof walletId)}
          >
            {retryWallets.map((one) => (
              <option key={one.id} value={one.id}>
                {walletText(one)}
              </option>
            ))}
          </Select>
        </Field>
      )}
    />
  );
}
