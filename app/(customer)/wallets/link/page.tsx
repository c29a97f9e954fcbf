/** The wallet picker. Everything that is chosen on it stands in its address. */
import { WalletPicker } from '@/components/wallets/wallet-picker';
import { brandCodes } from '@/lib/alipay/brands';
import { ownPath } from '@/lib/web/own-path';
import { requireCustomerPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.customer.picker;

/** No wallet's name is longer. */
const SEARCH_MAX = 60;

export const metadata = { title: words.title };

export default async function PickerPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const query = await searchParams;
  const given = firstOf(query.next);
  const next = given === undefined ? null : ownPath(given, '/wallets');
  const ctx = await requireCustomerPage(next ? `/wallets/link?${new URLSearchParams({ next })}` : '/wallets/link');
  const { brands, merchantName } = ctx.settings;
  return (
    <main className="col" id="main">
      <header>
        <p className="step">{words.step(1)}</p>
        <h1>{words.title}</h1>
        <p className="quiet">{words.lead(merchantName)}</p>
      </header>
      <WalletPicker
        offered={brands ?? brandCodes}
        region={firstOf(query.region) ?? null}
        query={(firstOf(query.q) ?? '').slice(0, SEARCH_MAX)}
        next={next}
      />
      <p className="footnote">{words.footnote}</p>
    </main>
  );
}
