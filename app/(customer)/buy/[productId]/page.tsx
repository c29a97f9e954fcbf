/** Buying one product: what it is, which wallet pays, and the button that says what it does. */
import type { Metadata } from 'next';
import { cache } from 'react';
import { orNotFound } from '@/app/or-not-found';
import { BuyForm } from '@/components/orders/buy-form';
import { LineItems } from '@/components/orders/line-items';
import { BackLink } from '@/components/ui/back-link';
import { Card } from '@/components/ui/card';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { isUsable } from '@/components/wallets/wallet-status';
import { listWallets } from '@/lib/wallets/views';
import { readProduct } from '@/lib/orders/views';
import { pageContext, requireCustomerPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

const words = messages.customer.buy;

interface BuyPageProps {
  readonly params: Promise<{ readonly productId: string }>;
}

const productOf = cache(async (id: string) => orNotFound(readProduct(await pageContext(), id)));

export async function generateMetadata({ params }: BuyPageProps): Promise<Metadata> {
  const product = await productOf((await params).productId);
  return { title: words.title(product.name) };
}

export default async function BuyPage({ params }: BuyPageProps) {
  const { productId } = await params;
  const path = `/buy/${productId}`;
  const ctx = await requireCustomerPage(path);
  const product = await productOf(productId);
  const { currency } = product.price;
  const wallets = (await listWallets(ctx)).filter((wallet) => wallet.currency === currency && isUsable(wallet));
  const next = new URLSearchParams({ next: path });
  return (
    <main className="col" id="main">
      <header>
        <BackLink href="/">{words.back}</BackLink>
        <h1>{product.name}</h1>
        <p className="quiet">{product.description}</p>
      </header>
      <Card title={words.summary}>
        <LineItems lines={[{ name: product.name, quantity: 1, unit: product.price }]} total={product.price} />
      </Card>
      {wallets.length > 0 ? (
        <>
          <BuyForm product={product} wallets={wallets} merchant={ctx.settings.merchantName} />
          <noscript>
            <p className="footnote">{words.noScript}</p>
          </noscript>
          <p className="footnote">
            <a href={`/wallets/link?${next}`}>{words.linkAnother}</a>
          </p>
        </>
      ) : (
        <>
          <Notice tone="warn" title={words.noWalletTitle(messages.shared.currencies[currency] ?? currency)}>
            <p>{words.noWalletText}</p>
          </Notice>
          <div className="actions">
            <LinkButton look="primary" href={`/wallets/link?${next}`}>
              {words.linkWallet}
            </LinkButton>
          </div>
        </>
      )}
    </main>
  );
}
