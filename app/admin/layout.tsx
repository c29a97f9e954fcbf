/** The frame of the staff's pages. Each page asks again for its own authority. */
import type { ReactNode } from 'react';
import { StaffFrame } from '@/components/staff-frame';
import { isAllowed } from '@/lib/auth/roles';
import { areDebitsStopped } from '@/lib/configuration/views';
import { requireStaffPage } from '@/lib/web/page-context';

export default async function StaffLayout({ children }: { readonly children: ReactNode }) {
  const ctx = await requireStaffPage('overview.read');
  const { actor, settings, now } = ctx;
  const debits = (await areDebitsStopped(ctx)) ? 'stopped' : settings.debitsPaused ? 'paused' : 'on';
  return (
    <StaffFrame
      merchant={settings.merchantName}
      name={actor.name}
      role={actor.role}
      debits={debits}
      mayExamine={isAllowed(actor, 'signatures.examine')}
      at={now().toISOString()}
    >
      {children}
    </StaffFrame>
  );
}
