'use client';
/**
 * The wallets that can pay, and the button that does. One key per page view makes a second press, or a repeat after a
 * lost answer, the same order.
 */
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { amountText } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { LiveRegion } from '@/components/ui/live-region';
import { Notice } from '@/components/ui/notice';
import { Problem } from '@/components/read-json';
import { walletText } from '@/components/wallets/wallet-label';
import { WalletTile } from '@/components/wallets/wallet-tile';
import { brands } from '@/lib/alipay/brands';
import type { ProductView } from '@/lib/orders/views';
import type { WalletView } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { placeOrder } from './order-query';

const words = messages.customer.buy;

interface BuyFormProps {
  readonly product: ProductView;
  /** Those that can pay in the product's currency; at least one. */
  readonly wallets: readonly WalletView[];
  readonly merchant: string;
}

export function BuyForm({ product, wallets, merchant }: BuyFormProps) {
  const router = useRouter();
  const legendId = useId();
  const [walletId, setWalletId] = useState(() => (wallets.find((wallet) => wallet.isDefault) ?? wallets[0])?.id);
  const [placementKey] = useState(() => crypto.randomUUID());
  const order = useMutation({
    mutationFn: placeOrder,
    onSuccess: (placed) => router.push(`/orders/${placed.id}`),
  });
  const wallet = wallets.find(({ id }) => id === walletId);
  if (!wallet) return null;

  const amount = amountText(product.price);
  // After success the page is about to be left: the button stays busy until it is.
  const busy = order.isPending || order.isSuccess;
  const pay = () => !busy && order.mutate({ productId: product.id, walletId: wallet.id, placementKey });

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        pay();
      }}
    >
      <fieldset aria-labelledby={legendId}>
        <legend className="choice-legend" id={legendId}>
          {words.payWith}
        </legend>
        <div className="list">
          {wallets.map((choice) => (
            <WalletChoice
              key={choice.id}
              wallet={choice}
              chosen={choice.id === walletId}
              onChoose={() => setWalletId(choice.id)}
            />
          ))}
        </div>
      </fieldset>
      {order.isError && <NotPlaced error={order.error} />}
      <p className="t14 quiet">
        {words.consent(merchant, brands[wallet.brand].officialName, walletText(wallet), amount)}
      </p>
      <div className="actions">
        <Button look="primary" type="submit" busy={busy}>
          {busy ? words.paying : words.pay(amount)}
        </Button>
      </div>
      <LiveRegion>{order.isSuccess ? words.placed : busy ? words.paying : ''}</LiveRegion>
    </form>
  );
}

interface WalletChoiceProps {
  readonly wallet: WalletView;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function WalletChoice({ wallet, chosen, onChoose }: WalletChoiceProps) {
  return (
    <label className="choice">
      <input type="radio" name="walletId" value={wallet.id} checked={chosen} onChange={onChoose} />
      <WalletTile brand={wallet.brand} size="medium" />
      <span className="min-w-0">
        <span className="strong">{brands[wallet.brand].officialName}</span>
        <span className="choice__note">
          {wallet.account ?? messages.customer.wallets.noAccount}
          {wallet.isDefault && `, ${words.byDefault}`}
        </span>
      </span>
    </label>
  );
}

function NotPlaced({ error }: { readonly error: Error }) {
  const known = error instanceof Problem && error.known;
  return (
    <Notice tone={known ? 'bad' : 'warn'} title={known ? words.notPlaced : words.unknownTitle} alert>
      <p>{known ? error.detail : words.unknown}</p>
    </Notice>
  );
}
