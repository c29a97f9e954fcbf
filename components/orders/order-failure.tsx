/**
 * Why an order was not paid, in the customer's words, and the ways on.
 */
import { Facts } from '@/components/ui/facts';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { Time } from '@/components/ui/time';
import { brands } from '@/lib/alipay/brands';
import type { OwnOrder } from '@/lib/refunds/own-order-view';
import { messages } from '@/messages';
import { DropRetry, RetryOrder } from './customer-order-acts';

const words = messages.customer.order;

export function OrderFailure({ order }: { readonly order: OwnOrder }) {
  const { brand } = order.wallet;
  const name = brands[brand].officialName;
  const kind = order.failure?.kind ?? 'other';
  const reason = words.failure[kind](name);
  // "You were not charged" is not true then; what is stands above.
  const isMoneyAway = order.surplus.some(({ state }) => state !== 'returned');
  // The cure leads back to the order that it is for.
  const back = new URLSearchParams({ next: `/orders/${order.id}` }).toString();
  return (
    <>
      {!isMoneyAway && (
        <Notice tone="bad" title={reason.title}>
          <p>{reason.text}</p>
          <p>{reason.remedy}</p>
          {order.nextRetryAt !== null && (
            <p>
              {words.retriedByItself(name)} <Time at={order.nextRetryAt} named />.
            </p>
          )}
        </Notice>
      )}
      <div className="actions">
        {kind === 'wallet_lost' && !order.retryWallets?.length ? (
          <LinkButton look="primary" href={`/wallets/link/${brand}?${back}`}>
            {words.linkAgain(name)}
          </LinkButton>
        ) : kind === 'not_usable' && !order.retryWallets?.length ? (
          <LinkButton look="primary" href="/wallets">
            {words.toWallets}
          </LinkButton>
        ) : order.retryWallets === null || order.retryWallets.length === 0 ? (
          <LinkButton look="primary" href="/">
            {words.toShop}
          </LinkButton>
        ) : (
          <RetryOrder order={order} wallets={order.retryWallets} />
        )}
        {!isMoneyAway && <LinkButton href={`/wallets/link?${back}`}>{words.anotherWallet}</LinkButton>}
        {order.nextRetryAt !== null && <DropRetry order={order} />}
      </div>
      {order.failure && (
        <details>
          <summary>{words.support}</summary>
          <div className="t14 mt-2">
            <Facts
              facts={[
                [words.reference, order.referenceOrderId],
                [
                  words.code,
                  <span key="code" className="id">
                    {order.failure.code}
                  </span>,
                ],
                order.resolvedAt !== null && [words.when, <Time key="when" at={order.resolvedAt} named />],
              ]}
            />
          </div>
        </details>
      )}
    </>
  );
}
