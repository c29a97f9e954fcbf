/**
 * The debit that paid an order: when, from which wallet, and what has gone back since.
 */
import { useId } from 'react';
import { Amount, isNothing } from '@/components/ui/amount';
import { Facts } from '@/components/ui/facts';
import { Time } from '@/components/ui/time';
import { WalletLabel } from '@/components/wallets/wallet-label';
import type { CustomerOrder } from '@/lib/orders/views';
import { messages } from '@/messages';

const words = messages.customer.order;

export function OrderDebit({ order }: { readonly order: CustomerOrder }) {
  const titleId = useId();
  return (
    <section className="card" aria-labelledby={titleId}>
      <div className="card__body stack">
        <h2 id={titleId}>{words.debit}</h2>
        <Facts
          facts={[
            order.paidAt !== null && [words.when, <Time key="when" at={order.paidAt} named />],
            [words.from, <WalletLabel key="from" {...order.wallet} />],
            [words.refunded, isNothing(order.refunded) ? words.nothing : <Amount key="back" amount={order.refunded} />],
          ]}
        />
      </div>
    </section>
  );
}
