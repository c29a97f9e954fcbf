'use client';
/**
 * One order as staff see it: what is true, why, and everything that happened. While the result is open it watches by
 * itself, so that the deciding word appears as it arrives.
 */
import { useQuery } from '@tanstack/react-query';
import { amountText, HeadlineAmount } from '@/components/ui/amount';
import { BackLink } from '@/components/ui/back-link';
import { IdChip } from '@/components/ui/id-chip';
import { LiveRegion } from '@/components/ui/live-region';
import { brands } from '@/lib/alipay/brands';
import type { AdminOrderDetail } from '@/lib/orders/truth';
import { messages } from '@/messages';
import { OrderDecision } from './order-decision';
import { OrderFacts } from './order-facts';
import { adminOrderQuery } from './order-query';
import { OrderStatus } from './order-status';
import { OrderTimeline, type Examines } from './order-timeline';

const words = messages.staff.order;

interface OrderTruthProps {
  readonly order: AdminOrderDetail;
  /** Which signatures lead the reader to the lab. */
  readonly examines: Examines;
}

export function OrderTruth({ order: seed, examines }: OrderTruthProps) {
  const { data: order } = useQuery(adminOrderQuery(seed));
  const changed = order.status !== seed.status;
  const asked = { wallet: brands[order.wallet.brand].officialName, amount: amountText(order.amount) };
  return (
    <>
      <div className="grid gap-1">
        <BackLink href="/admin/orders">{words.back}</BackLink>
        <div className="flex flex-wrap items-center gap-3">
          <h1>
            <HeadlineAmount amount={order.amount} />
          </h1>
          <OrderStatus status={order.status} pill />
        </div>
        <div className="cluster">
          <IdChip id={order.id} />
          <span className="quiet">
            {words.forCustomer(order.referenceOrderId)}{' '}
            {order.customer.name ?? order.customer.email ?? messages.staff.orders.unnamed}
          </span>
        </div>
        <LiveRegion>{changed ? words.changed(messages.shared.orderStatus[order.status]) : ''}</LiveRegion>
      </div>
      <div className="grid12">
        <aside className="side-first grid gap-5" aria-label={words.aside}>
          <OrderDecision order={order} />
          <OrderFacts order={order} />
        </aside>
        <div className="main-second">
          <OrderTimeline timeline={order.timeline} asked={asked} examines={examines} />
        </div>
      </div>
    </>
  );
}
