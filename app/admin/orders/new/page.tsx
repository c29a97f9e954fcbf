/** An order that the staff place for a customer. */
import { PlaceForm } from '@/components/placing/place-form';
import { BackLink } from '@/components/ui/back-link';
import { areDebitsPaused } from '@/lib/settings/read-settings';
import { requireStaffPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

const words = messages.placing;

export const metadata = { title: words.title };

export default async function PlaceOrderPage() {
  const ctx = await requireStaffPage('orders.place', '/admin/orders/new');
  return (
    <main className="page" id="main">
      <div className="grid gap-1">
        <BackLink href="/admin/orders">{words.back}</BackLink>
        <h1 className="page-title">{words.title}</h1>
      </div>
      <PlaceForm paused={await areDebitsPaused(ctx)} />
    </main>
  );
}
