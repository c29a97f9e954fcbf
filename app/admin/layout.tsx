/** The frame of the staff's pages. Each page asks again for its own authority. */
import type { ReactNode } from 'react';
import { StaffFrame } from '@/components/staff-frame';
import { isAllowed } from '@/lib/auth/roles';
import { requireStaffPage } from '@/lib/web/page-context';

export default async function StaffLayout({ children }: { readonly children: ReactNode }) {
  const { actor, settings, now } = await requireStaffPage('overview.read');
  return (
    <StaffFrame
      merchant={settings.merchantName}
      name={actor.name}
      role={actor.role}
      debitsPaused={settings.debitsPaused}
      mayExamine={isAllowed(actor, 'signatures.examine')}
      at={now().toISOString()}
    >
      {children}
    </StaffFrame>
  );
}
