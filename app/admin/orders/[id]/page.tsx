/** The truth about one order. */
import type { Metadata } from 'next';
import { cache } from 'react';
import { orNotFound } from '@/app/or-not-found';
import type { Examines } from '@/components/orders/order-timeline';
import { OrderTruth } from '@/components/orders/order-truth';
import { isAllowed, type StaffActor } from '@/lib/auth/roles';
import { readOrderTruth } from '@/lib/orders/truth';
import { requireStaffPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

interface AdminOrderPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

const orderOf = cache(async (id: string) => {
  const ctx = await requireStaffPage('orders.read', `/admin/orders/${id}`);
  const order = await orNotFound(readOrderTruth(ctx, id));
  return { order, examines: examinesOf(ctx.actor) };
});

/** An engineer may wonder about a sound signature too; everybody else is spared the link. */
function examinesOf(actor: StaffActor): Examines {
  if (!isAllowed(actor, 'signatures.examine')) return 'none';
  return actor.role === 'engineer' ? 'all' : 'not_valid';
}

export async function generateMetadata({ params }: AdminOrderPageProps): Promise<Metadata> {
  const { order } = await orderOf((await params).id);
  return { title: messages.staff.order.documentTitle(order.referenceOrderId) };
}

export default async function AdminOrderPage({ params }: AdminOrderPageProps) {
  const { order, examines } = await orderOf((await params).id);
  return (
    <main className="page" id="main">
      <OrderTruth order={order} examines={examines} />
    </main>
  );
}
