'use client';
/**
 * One order as its customer sees it: the amount, the word, what it means. While the result is not known it watches by
 * itself and says calmly that nobody is charged twice.
 */
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useId } from 'react';
import { NotUpToDate } from '@/components/not-up-to-date';
import { HeadlineAmount } from '@/components/ui/amount';
import { BackLink } from '@/components/ui/back-link';
import { LinkButton } from '@/components/ui/link-button';
import { brands } from '@/lib/alipay/brands';
import { assertNever } from '@/lib/kit/assert-never';
import type { OwnOrder } from '@/lib/refunds/own-order-view';
import { messages } from '@/messages';
import { walletText } from '@/components/wallets/wallet-label';
import { HeldOrder, RetryOrder } from './customer-order-acts';
import { LineItems } from './line-items';
import { OrderDebit } from './order-debit';
import { OrderFailure } from './order-failure';
import { OrderProgress } from './order-progress';
import { customerOrderQuery } from './order-query';
import { OrderStatus } from './order-status';
import { OrderSurplus } from './order-surplus';

const words = messages.customer.order;

export function OrderPanel({ order: seed }: { readonly order: OwnOrder }) {
  const reads = useQuery(customerOrderQuery(seed));
  const { data: order } = reads;
  const router = useRouter();
  const itemsId = useId();

  // The title comes from the server; it follows the state.
  useEffect(() => {
    if (order.status !== seed.status) router.refresh();
  }, [order.status, seed.status, router]);

  const sentence = sentenceFor(order);
  return (
    <>
      <header>
        <BackLink href="/orders">{words.back}</BackLink>
        <h1>{words.title(order.referenceOrderId)}</h1>
        <div className="split mt-2 items-center" role="status" aria-live="polite">
          <HeadlineAmount amount={order.amount} />
          <OrderStatus status={order.status} waits={order.waits || order.held} pill />
        </div>
        {sentence && <p className="quiet">{sentence}</p>}
      </header>
      <NotUpToDate reads={reads} />
      <OrderSurplus surplus={order.surplus} />
      {order.held && <HeldOrder order={order} />}
      {order.status === 'INIT' && !order.held && <OrderProgress order={order} isUpToDate={!reads.isError} />}
      {order.status === 'FAIL' && <OrderFailure order={order} />}
      {order.status === 'CANCELLED' && order.retryWallets !== null && (
        <div className="actions">
          {order.retryWallets.length > 0 ? (
            <RetryOrder order={order} wallets={order.retryWallets} />
          ) : (
            <LinkButton look="primary" href={`/wallets/link?${new URLSearchParams({ next: `/orders/${order.id}` })}`}>
              {words.anotherWallet}
            </LinkButton>
          )}
        </div>
      )}
      {order.status === 'SUCCESS' && <OrderDebit order={order} />}
      <section className="card" aria-labelledby={itemsId}>
        <div className="card__body stack">
          <h2 id={itemsId}>{words.items}</h2>
          <LineItems lines={order.lines} total={order.amount} />
        </div>
      </section>
    </>
  );
}

function sentenceFor(order: OwnOrder): string | null {
  const name = brands[order.wallet.brand].officialName;
  if (order.held) return null;
  switch (order.status) {
    case 'INIT':
      if (order.waits) return words.waits(name);
      return order.takesLong ? words.takesLong(name) : words.confirming(name);
    case 'SUCCESS':
      return words.paid(walletText(order.wallet));
    case 'FAIL':
      return null;
    case 'CANCELLED':
      if (order.paidAt !== null) return words.cancelledReturned(name);
      // What a person has cancelled is not tried again.
      return order.retryWallets === null ? words.cancelled(name) : words.closedUnanswered(name);
    default:
      return assertNever(order.status);
  }
}
