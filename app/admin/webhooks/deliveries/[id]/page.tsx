/** One event as it was sent to one endpoint. */
import type { Metadata } from 'next';
import { cache } from 'react';
import { orNotFound } from '@/app/or-not-found';
import { DeliveryPanel } from '@/components/webhooks/delivery-panel';
import { eventText } from '@/components/webhooks/webhook-words';
import { readWebhookDelivery } from '@/lib/webhooks/views';
import { requireStaffPage } from '@/lib/web/page-context';

interface DeliveryPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

const deliveryOf = cache(async (id: string) => {
  const ctx = await requireStaffPage('webhooks.read', `/admin/webhooks/deliveries/${id}`);
  return { ctx, delivery: await orNotFound(readWebhookDelivery(ctx, id)) };
});

export async function generateMetadata({ params }: DeliveryPageProps): Promise<Metadata> {
  const { delivery } = await deliveryOf((await params).id);
  return { title: eventText(delivery.type) };
}

export default async function DeliveryPage({ params }: DeliveryPageProps) {
  const { ctx, delivery } = await deliveryOf((await params).id);
  return (
    <main className="page" id="main">
      <DeliveryPanel delivery={delivery} at={ctx.now().toISOString()} />
    </main>
  );
}
