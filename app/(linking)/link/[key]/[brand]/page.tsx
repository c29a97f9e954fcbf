/**
 * Consent in a link session. Its form uses the link up; a secret that is made with the page becomes the browser's own, so that
 * two clicks are one browser.
 */
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { endedTitle, LinkEnded } from '@/components/linking/link-ended';
import { BackLink } from '@/components/ui/back-link';
import { Button } from '@/components/ui/button';
import { ConsentCard, ConsentNext } from '@/components/wallets/consent-card';
import { consentAddress } from '@/components/wallets/wallet-picker';
import { brands, isBrand, type Brand } from '@/lib/alipay/brands';
import type { Settings } from '@/lib/context';
import { newSecretText } from '@/lib/kit/ids';
import { visitLink } from '@/lib/web/link-page';
import { messages } from '@/messages';

const words = messages.linking;
const consent = messages.customer.consent;

interface LinkConsentPageProps {
  readonly params: Promise<{ readonly key: string; readonly brand: string }>;
}

export async function generateMetadata({ params }: LinkConsentPageProps): Promise<Metadata> {
  const { key, brand: code } = await params;
  const { ctx, visited } = await visitLink(key);
  if (visited.kind !== 'welcome' || !visited.visit.open) return { title: endedTitle(visited) };
  return { title: consent.title(ctx.settings.merchantName, brands[offered(ctx.settings, code)].officialName) };
}

export default async function LinkConsentPage({ params }: LinkConsentPageProps) {
  const { key, brand: code } = await params;
  const { ctx, visited } = await visitLink(key);
  if (visited.kind !== 'welcome') return <LinkEnded visited={visited} />;
  const { visit } = visited;
  const at = `/link/${key}`;
  if (!visit.open) redirect(at);
  const brand = offered(ctx.settings, code);
  if (visit.brand && visit.brand !== brand) redirect(consentAddress(visit.brand, null, at));
  const { officialName, currency } = brands[brand];
  const { merchantName } = ctx.settings;
  return (
    <main className="col" id="main">
      <header>
        <div className="split">
          {visit.brand === null && <BackLink href={at}>{consent.otherWallets}</BackLink>}
          <p className="step">{messages.customer.picker.step(2)}</p>
        </div>
        <h1>{consent.title(merchantName, officialName)}</h1>
      </header>
      <ConsentCard
        merchant={merchantName}
        brand={brand}
        facts={{
          what: words.what(merchantName, messages.shared.currencies[currency] ?? currency),
          when: words.when(merchantName),
          whose: words.whose(visit.person),
        }}
      />
      <form className="actions" method="post" action={`/api/link/${key}/consent`} autoComplete="off">
        <input type="hidden" name="brand" value={brand} />
        <input type="hidden" name="browser" value={newSecretText()} />
        <Button look="primary" type="submit">
          {consent.agree}
        </Button>
        <Button look="bare" type="submit" formAction={`/api/link/${key}/decline`}>
          {words.notNow}
        </Button>
      </form>
      <ConsentNext brand={brand} />
      <p className="footnote">{words.once(visit.shop)}</p>
    </main>
  );
}

function offered(settings: Settings, code: string): Brand {
  if (!isBrand(code) || (settings.brands !== null && !settings.brands.includes(code))) notFound();
  return code;
}
