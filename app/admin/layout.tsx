/** The frame of the staff's pages. Each page asks again for its own authority. */
import type { ReactNode } from 'react';
import { StaffFrame, type Place } from '@/components/staff-frame';
import { isAllowed, type Action } from '@/lib/auth/roles';
import { countOpenCases } from '@/lib/cases/views';
import { areDebitsStopped } from '@/lib/configuration/views';
import type { Context } from '@/lib/context';
import { areDebitsPaused } from '@/lib/settings/read-settings';
import { requireStaffPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

const words = messages.staff.nav;

const places: readonly (Place & { readonly action: Action })[] = [
  { href: '/admin', text: words.overview, action: 'overview.read' },
  { href: '/admin/orders', text: words.orders, action: 'orders.read' },
  { href: '/admin/refunds', text: words.refunds, action: 'refunds.read' },
  { href: '/admin/cases', text: words.cases, action: 'cases.read' },
  { href: '/admin/wallets', text: words.wallets, action: 'wallets.read' },
  { href: '/admin/notifications', text: words.notifications, action: 'notifications.read' },
  { href: '/admin/webhooks', text: words.webhooks, action: 'webhooks.read' },
  { href: '/admin/settings', text: words.settings, action: 'settings.read' },
  { href: '/admin/api-keys', text: words.apiKeys, action: 'api_keys.manage' },
  { href: '/admin/signature-lab', text: words.signatureLab, action: 'signatures.examine' },
];

export default async function StaffLayout({ children }: { readonly children: ReactNode }) {
  const ctx = await requireStaffPage('overview.read');
  const { actor, settings, now } = ctx;
  const debits = (await areDebitsStopped(ctx)) ? 'stopped' : (await areDebitsPaused(ctx)) ? 'paused' : 'on';
  return (
    <StaffFrame
      merchant={settings.merchantName}
      name={actor.name}
      role={actor.role}
      places={await placesFor(ctx)}
      debits={debits}
      at={now().toISOString()}
    >
      {children}
    </StaffFrame>
  );
}

async function placesFor(ctx: Context): Promise<Place[]> {
  const openCases = isAllowed(ctx.actor, 'cases.read') ? await countOpenCases(ctx) : 0;
  return places
    .filter(({ action }) => isAllowed(ctx.actor, action))
    .map(({ href, text }) => ({ href, text, ...(href === '/admin/cases' && { count: openCases }) }));
}
