/** The frame of a link session's pages: the merchant's name, and no way into anybody's account. */
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { Accent } from '@/components/accent';
import { Tile } from '@/components/ui/tile';
import { readAccent } from '@/lib/settings/read-settings';
import { webRuntime } from '@/lib/web/runtime';

export default async function LinkingLayout({ children }: { readonly children: ReactNode }) {
  await cookies();
  const { settings, db } = webRuntime();
  const { merchantName } = settings;
  return (
    <div className="customer">
      <Accent accent={await readAccent(db)} />
      <header className="shop">
        <p className="shop__name">
          <Tile initial={merchantName.charAt(0)} size="medium" />
          <span>{merchantName}</span>
        </p>
      </header>
      {children}
    </div>
  );
}
