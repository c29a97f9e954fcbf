/**
 * A customer's own orders, newest first.
 */
import Link from 'next/link';
import { Amount } from '@/components/ui/amount';
import { Icon } from '@/components/ui/icon';
import { Time } from '@/components/ui/time';
import { walletText } from '@/components/wallets/wallet-label';
import type { OrderSummary } from '@/lib/orders/views';
import { OrderStatus } from './order-status';

export function OrderList({ orders }: { readonly orders: readonly OrderSummary[] }) {
  return (
    <ul className="list">
      {orders.map((order) => (
        <li key={order.id} className="pick pick--plain">
          <div className="min-w-0">
            <div className="split">
              <Link href={`/orders/${order.id}`} prefetch={false}>
                {order.description}
              </Link>
              <span className="num strong">
                <Amount amount={order.amount} />
              </span>
            </div>
            <p className="split">
              <OrderStatus status={order.status} />
              <span className="num">
                <Time at={order.createdAt} />
              </span>
            </p>
            <p className="num">{walletText(order.wallet)}</p>
          </div>
          <Icon name="right" />
        </li>
      ))}
    </ul>
  );
}
