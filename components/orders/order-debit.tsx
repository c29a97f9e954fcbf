/**
 * The debit that paid an order: when, from which wallet, what has gone back since and what is on its way.
 */
import { useId } from 'react';
import { Amount, amountText, isNothing } from '@/components/ui/amount';
import { Facts } from '@/components/ui/facts';
import { Time } from '@/components/ui/time';
import { WalletLabel } from '@/components/wallets/wallet-label';
import type { OwnOrder } from '@/lib/refunds/own-order-view';
import { brands } from '@/lib/alipay/brands';
import { messages } from '@/messages';
import { isOwnUnderWay } from './order-query';

const words = messages.customer.order;

export function OrderDebit({ order }: { readonly order: OwnOrder }) {
  const titleId = useId();
  const name = brands[order.wallet.brand].officialName;
  return (
    <section className="card" aria-labelledby={titleId}>
      <div className="card__body stack">
        <h2 id={titleId}>{words.debit}</h2>
        <Facts
          facts={[
            order.paidAt !== null && [words.when, <Time key="when" at={order.paidAt} named />],
            [words.from, <WalletLabel key="from" {...order.wallet} />],
            [words.refunded, isNothing(order.refunded) ? words.nothing : <Amount key="back" amount={order.refunded} />],
            !isNothing(order.refundPending) && [words.refunding, <Amount key="pending" amount={order.refundPending} />],
            order.cancelling && [words.refunding, <Amount key="all" amount={order.amount} />],
          ]}
        />
        <div className="quiet" role="status">
          {isOwnUnderWay(order) && (
            <p>
              {messages.customer.advice.inquire(name)} {words.updatesItself}
            </p>
          )}
          {order.notReturned !== null && (
            <p>
              {words.notReturned(amountText(order.notReturned.amount))}{' '}
              {messages.customer.advice[order.notReturned.advice](name)}
            </p>
          )}
        </div>
      </div>
    </section>
  );
}
