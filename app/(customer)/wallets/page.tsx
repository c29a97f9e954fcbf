/** The customer's own wallets. */
import { Empty } from '@/components/ui/empty';
import { LinkButton } from '@/components/ui/link-button';
import { WalletCard } from '@/components/wallets/wallet-card';
import { listWallets } from '@/lib/wallets/views';
import { requireCustomerPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

const words = messages.customer.wallets;

export const metadata = { title: words.title };

/** A limit that was not taken, and the wallet it was typed for. */
type Query = Readonly<Record<'wallet' | 'cap', string | string[] | undefined>>;

export default async function WalletsPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const { wallet: refusedFor, cap: refusedCap } = await searchParams;
  const ctx = await requireCustomerPage('/wallets');
  const wallets = await listWallets(ctx);
  const { merchantName } = ctx.settings;
  return (
    <main className="col col--wide" id="main">
      <header>
        <h1>{words.title}</h1>
        <p className="quiet">{words.lead(merchantName)}</p>
      </header>
      {wallets.length === 0 ? (
        <Empty title={words.emptyTitle} text={words.emptyText(merchantName)}>
          <LinkButton look="primary" href="/wallets/link">
            {words.linkFirst}
          </LinkButton>
        </Empty>
      ) : (
        <>
          <ul className="stack">
            {wallets.map((wallet) => (
              <WalletCard
                key={wallet.id}
                wallet={wallet}
                refusedCap={refusedFor === wallet.id && typeof refusedCap === 'string' ? refusedCap : null}
              />
            ))}
          </ul>
          <div className="actions">
            <LinkButton look="primary" href="/wallets/link">
              {words.linkAnother}
            </LinkButton>
          </div>
        </>
      )}
    </main>
  );
}
