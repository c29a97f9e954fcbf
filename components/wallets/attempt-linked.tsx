/**
 * The end that was hoped for: the linked card, what it now allows, and the way back to what the customer was doing.
 */
import { Facts } from '@/components/ui/facts';
import { LinkButton } from '@/components/ui/link-button';
import { StatusMark } from '@/components/ui/status-mark';
import { Time } from '@/components/ui/time';
import type { AttemptView, WalletView } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { WalletTile } from './wallet-tile';

const words = messages.customer.attempt;

interface AttemptLinkedProps {
  readonly attempt: AttemptView;
  readonly name: string;
  readonly merchant: string;
}

export function AttemptLinked({ attempt, name, merchant }: AttemptLinkedProps) {
  const { wallet } = attempt;
  return (
    <>
      <header aria-live="polite">
        <StatusMark tone="ok" pill>
          {words.linked}
        </StatusMark>
        <h1 className="mt-2">{words.linkedTitle(name)}</h1>
        <p className="quiet">{words.linkedText(merchant)}</p>
      </header>
      {wallet && <LinkedCard wallet={wallet} name={name} paysFor={paysFor(wallet.currency)} />}
      <div className="actions">
        <NextAct returnPath={attempt.returnPath} />
        <LinkButton look="bare" href="/wallets">
          {words.seeWallets}
        </LinkButton>
      </div>
    </>
  );
}

interface LinkedCardProps {
  readonly wallet: WalletView;
  readonly name: string;
  readonly paysFor: string;
}

export function LinkedCard({ wallet, name, paysFor }: LinkedCardProps) {
  return (
    <div className="card">
      <div className="card__body stack">
        <div className="flex items-center gap-4">
          <WalletTile brand={wallet.brand} size="large" />
          <div className="min-w-0">
            <p className="strong">{name}</p>
            <p className="quiet num">{wallet.account ?? messages.customer.wallets.noAccount}</p>
          </div>
        </div>
        <Facts
          facts={[
            [words.linkedSince, <Time key="linked" at={wallet.linkedAt} named />],
            [words.paysFor, paysFor],
            [words.toStop, words.toStopText(name)],
          ]}
        />
      </div>
    </div>
  );
}

function NextAct({ returnPath }: { readonly returnPath: string | null }) {
  if (returnPath === null || returnPath === '/wallets') {
    return (
      <LinkButton look="primary" href="/">
        {words.toShop}
      </LinkButton>
    );
  }
  return (
    <LinkButton look="primary" href={returnPath}>
      {returnPath.startsWith('/buy/') ? words.backToOrder : words.backWhere}
    </LinkButton>
  );
}

function paysFor(currency: string): string {
  return messages.customer.wallets.paysForValue(messages.shared.currencies[currency] ?? currency);
}
