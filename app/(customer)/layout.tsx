/** The frame of the customer's pages. */
import type { ReactNode } from 'react';
import { ShopHeader } from '@/components/shop-header';
import { pageContext } from '@/lib/web/page-context';

export default async function CustomerLayout({ children }: { readonly children: ReactNode }) {
  const { actor, settings } = await pageContext();
  return (
    <div className="customer">
      <ShopHeader
        merchant={settings.merchantName}
        who={actor.kind === 'customer' || actor.kind === 'staff' ? actor.kind : 'visitor'}
      />
      {children}
    </div>
  );
}
