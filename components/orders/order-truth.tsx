'use client';
/**
 * One order as staff see it: what is true, why, and everything that happened. While the result is open it watches by
 * itself, so that the deciding word appears as it arrives.
 */
import { useQuery } from '@tanstack/react-query';
import { NotUpToDate } from '@/components/not-up-to-date';
import { amountText, HeadlineAmount } from '@/components/ui/amount';
import { BackLink } from '@/components/ui/back-link';
import { Advisor, type ServerClock } from '@/components/refunds/advisor';
import { Returned } from '@/components/refunds/returned';
import { IdChip } from '@/components/ui/id-chip';
import { LiveRegion } from '@/components/ui/live-region';
import { brands } from '@/lib/alipay/brands';
import { messages } from '@/messages';
import { OrderCases } from './order-case';
import { OrderDecision } from './order-decision';
import { OrderFacts } from './order-facts';
import { OrderHeld } from './order-held';
import { adminOrderQuery, type OrderForStaff } from './order-query';
import { OrderRetry } from './order-retry';
import { OrderStatus } from './order-status';
import { OrderTimeline, type Examines } from './order-timeline';

const words = messages.staff.order;

interface OrderTruthProps {
  readonly order: OrderForStaff;
  /** Which signatures lead the reader to the lab. */
  readonly examines: Examines;
  readonly clock: ServerClock;
}

export function OrderTruth({ order: seed, examines, clock }: OrderTruthProps) {
  const reads = useQuery(adminOrderQuery(seed));
  const { data: order } = reads;
  const changed = order.status !== seed.status;
  const asked = {
    wallet: brands[order.wallet.brand].officialName,
    amount: amountText(order.amount),
    by: order.placedFor,
  };
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
      <NotUpToDate reads={reads} />
      <div className="grid12">
        <aside className="side-first grid gap-5" aria-label={words.aside}>
          <OrderCases order={order} />
          <OrderHeld order={order} />
          <OrderDecision order={order} isUpToDate={!reads.isError} />
          <OrderRetry order={order} />
          <Advisor order={order} clock={clock} />
          <Returned order={order} />
          <OrderFacts order={order} />
        </aside>
        <div className="main-second">
          <OrderTimeline timeline={order.timeline} asked={asked} examines={examines} />
        </div>
      </div>
    </>
  );
}
