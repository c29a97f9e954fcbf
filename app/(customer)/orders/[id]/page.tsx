/** One order of the customer's own, watched until its result is known. */
import type { Metadata } from 'next';
import { cache } from 'react';
import { orNotFound } from '@/app/or-not-found';
import { NoScriptRefresh } from '@/components/no-script-refresh';
import { isOwnUnderWay } from '@/components/orders/order-query';
import { OrderPanel } from '@/components/orders/order-panel';
import { readOwnOrder } from '@/lib/refunds/own-order-view';
import { requireCustomerPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

interface OrderPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

const orderOf = cache(async (id: string) => {
  const ctx = await requireCustomerPage(`/orders/${id}`);
  return orNotFound(readOwnOrder(ctx, id));
});

export async function generateMetadata({ params }: OrderPageProps): Promise<Metadata> {
  const { referenceOrderId, status, waits } = await orderOf((await params).id);
  const word = waits ? messages.customer.order.waitsStatus : messages.shared.orderStatus[status];
  return { title: messages.customer.order.documentTitle(referenceOrderId, word) };
}

export default async function OrderPage({ params }: OrderPageProps) {
  const order = await orderOf((await params).id);
  return (
    <main className="col" id="main">
      <OrderPanel order={order} />
      {isOwnUnderWay(order) && <NoScriptRefresh />}
    </main>
  );
}
