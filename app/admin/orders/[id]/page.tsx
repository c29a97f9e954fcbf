/** The truth about one order. */
import type { Metadata } from 'next';
import { cache } from 'react';
import { orNotFound } from '@/app/or-not-found';
import { OrderTruth } from '@/components/orders/order-truth';
import { readOrderTruth } from '@/lib/orders/truth';
import { requireStaffPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

interface AdminOrderPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

const orderOf = cache(async (id: string) => {
  const ctx = await requireStaffPage('orders.read', `/admin/orders/${id}`);
  return orNotFound(readOrderTruth(ctx, id));
});

export async function generateMetadata({ params }: AdminOrderPageProps): Promise<Metadata> {
  const { referenceOrderId } = await orderOf((await params).id);
  return { title: messages.staff.order.documentTitle(referenceOrderId) };
}

export default async function AdminOrderPage({ params }: AdminOrderPageProps) {
  const order = await orderOf((await params).id);
  return (
    <main className="page" id="main">
      <OrderTruth order={order} />
    </main>
  );
}
