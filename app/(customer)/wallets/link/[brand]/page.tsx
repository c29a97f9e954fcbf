/** Consent: who may debit, what, when, and how to stop it. A plain form, so that it works without script. */
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { BackLink } from '@/components/ui/back-link';
import { LinkButton } from '@/components/ui/link-button';
import { ConsentCard, ConsentNext } from '@/components/wallets/consent-card';
import { consentAddress, pickerNext } from '@/components/wallets/wallet-picker';
import { brands, isBrand, type Brand } from '@/lib/alipay/brands';
import type { Settings } from '@/lib/context';
import { ownPath } from '@/lib/web/own-path';
import { pageContext, requireCustomerPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.customer.consent;

interface ConsentPageProps {
  readonly params: Promise<{ readonly brand: string }>;
  readonly searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: ConsentPageProps): Promise<Metadata> {
  const { settings } = await pageContext();
  const brand = offered(settings, (await params).brand);
  return { title: words.title(settings.merchantName, brands[brand].officialName) };
}

export default async function ConsentPage({ params, searchParams }: ConsentPageProps) {
  const code = (await params).brand;
  const given = firstOf((await searchParams).next);
  const next = given === undefined ? null : ownPath(given, '/wallets');
  const ctx = await requireCustomerPage(isBrand(code) ? consentAddress(code, next) : '/wallets/link');
  const brand = offered(ctx.settings, code);
  const { officialName, currency } = brands[brand];
  const { merchantName } = ctx.settings;
  return (
    <main className="col" id="main">
      <header>
        <div className="split">
          <BackLink href={pickerNext(next)}>{words.otherWallets}</BackLink>
          <p className="step">{messages.customer.picker.step(2)}</p>
        </div>
        <h1>{words.title(merchantName, officialName)}</h1>
      </header>
      <ConsentCard
        merchant={merchantName}
        brand={brand}
        facts={{ what: words.whatValue(messages.shared.currencies[currency] ?? currency), when: words.whenValue }}
      />
      <form className="actions" method="post" action="/api/me/authorizations">
        <input type="hidden" name="brand" value={brand} />
        {next !== null && <input type="hidden" name="next" value={next} />}
        <Button look="primary" type="submit">
          {words.agree}
        </Button>
        <LinkButton look="bare" href={next ?? '/wallets'}>
          {words.notNow}
        </LinkButton>
      </form>
      <ConsentNext brand={brand} />
    </main>
  );
}

function offered(settings: Settings, code: string): Brand {
  if (!isBrand(code) || (settings.brands !== null && !settings.brands.includes(code))) notFound();
  return code;
}
