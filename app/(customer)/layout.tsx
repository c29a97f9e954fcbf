/** The frame of the customer's pages. */
import type { ReactNode } from 'react';
import { Accent } from '@/components/accent';
import { ShopHeader } from '@/components/shop-header';
import { readAccent } from '@/lib/settings/read-settings';
import { pageContext } from '@/lib/web/page-context';

export default async function CustomerLayout({ children }: { readonly children: ReactNode }) {
  const { actor, settings, db } = await pageContext();
  return (
    <div className="customer">
      <Accent accent={await readAccent(db)} />
      <ShopHeader
        merchant={settings.merchantName}
        who={actor.kind === 'customer' || actor.kind === 'staff' ? actor.kind : 'visitor'}
      />
      {children}
    </div>
  );
}
