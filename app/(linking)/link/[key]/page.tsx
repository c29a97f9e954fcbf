/**
 * The address of a link session. Looking at it uses nothing: the picker, or the consent where the shop named the wallet; the
 * browser that consented finds its attempt here.
 */
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { endedTitle, LinkEnded } from '@/components/linking/link-ended';
import { LinkButton } from '@/components/ui/link-button';
import { consentAddress, WalletPicker } from '@/components/wallets/wallet-picker';
import { brandCodes } from '@/lib/alipay/brands';
import { isId } from '@/lib/kit/ids';
import { visitLink } from '@/lib/web/link-page';
import { firstOf, type Query } from '@/lib/web/query';
import { messages } from '@/messages';

const words = messages.linking;
const picker = messages.customer.picker;

/** No wallet's name is longer. */
const SEARCH_MAX = 60;

interface LinkPageProps {
  readonly params: Promise<{ readonly key: string }>;
  readonly searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: LinkPageProps): Promise<Metadata> {
  const { visited } = await visitLink((await params).key);
  return { title: visited.kind === 'welcome' && visited.visit.open ? picker.title : endedTitle(visited) };
}

export default async function LinkPage({ params, searchParams }: LinkPageProps) {
  const { key } = await params;
  const { ctx, visited } = await visitLink(key);
  if (visited.kind !== 'welcome') return <LinkEnded visited={visited} />;
  const { visit } = visited;
  const isUnderWay = visit.status === 'LINKED' || visit.status === 'OPEN';
  if (visit.attemptId && isUnderWay && !(visit.open && isId('lks', key))) redirect(`/link/attempts/${visit.attemptId}`);
  if (!visit.open) return <LinkEnded visited={visited} goOn={isId('lks', key) && visit.reason === 'refused'} />;
  const at = `/link/${key}`;
  if (visit.brand) redirect(consentAddress(visit.brand, null, at));
  const query = await searchParams;
  const { brands, merchantName } = ctx.settings;
  return (
    <main className="col" id="main">
      <header>
        <p className="step">{picker.step(1)}</p>
        <h1>{picker.title}</h1>
        <p className="quiet">{words.pickerLead(merchantName)}</p>
      </header>
      <WalletPicker
        offered={brands ?? brandCodes}
        region={firstOf(query.region) ?? null}
        query={(firstOf(query.q) ?? '').slice(0, SEARCH_MAX)}
        next={null}
        at={at}
      />
      <div className="actions">
        <LinkButton outside look="bare" href={visit.back}>
          {words.backTo(visit.shop)}
        </LinkButton>
      </div>
      <p className="footnote">{picker.footnote}</p>
    </main>
  );
}
