/**
 * A linked wallet on the customer's page: what it is, what is true of it, and the one or two things that can be done.
 */
import { Button } from '@/components/ui/button';
import { Facts } from '@/components/ui/facts';
import { LinkButton } from '@/components/ui/link-button';
import { Time } from '@/components/ui/time';
import { brands } from '@/lib/alipay/brands';
import type { WalletView } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { isUsable, WalletStatus } from './wallet-status';
import { WalletTile } from './wallet-tile';

const words = messages.customer.wallets;

export function WalletCard({ wallet }: { readonly wallet: WalletView }) {
  const { officialName } = brands[wallet.brand];
  const sentence = sentenceFor(wallet, officialName);
  return (
    <li className="card">
      <div className="card__body stack">
        <div className="split items-start">
          <div className="flex min-w-0 items-center gap-4">
            <WalletTile brand={wallet.brand} size="large" />
            <div className="min-w-0">
              <h2>{officialName}</h2>
              <p className="quiet num t14">{wallet.account ?? words.noAccount}</p>
            </div>
          </div>
          <WalletStatus wallet={wallet} pill />
        </div>
        {sentence && <p className="t14">{sentence}</p>}
        <div className="t14">
          <Facts facts={factsOf(wallet)} />
        </div>
        <WalletActs wallet={wallet} name={officialName} />
      </div>
    </li>
  );
}

function WalletActs({ wallet, name }: { readonly wallet: WalletView; readonly name: string }) {
  if (wallet.status === 'NEEDS_RELINK') {
    return (
      <div className="cluster">
        <LinkButton small href={`/wallets/link/${wallet.brand}`}>
          {words.linkAgain(name)}
        </LinkButton>
      </div>
    );
  }
  if (wallet.isDefault || !isUsable(wallet)) return null;
  return (
    <form className="cluster" method="post" action={`/api/me/wallets/${wallet.id}/default`}>
      <Button small type="submit" aria-label={words.makeDefaultLabel(name)}>
        {words.makeDefault}
      </Button>
    </form>
  );
}

function factsOf(wallet: WalletView) {
  const currency = messages.shared.currencies[wallet.currency] ?? wallet.currency;
  return [
    isUsable(wallet) &&
      ([words.paysFor, wallet.isDefault ? words.paysForDefault(currency) : words.paysForValue(currency)] as const),
    [words.linked, <Time key="linked" at={wallet.linkedAt} form="date" />] as const,
    wallet.status === 'LINKED' &&
      wallet.accessTokenExpiresAt !== null &&
      ([words.permissionEnds, <Time key="ends" at={wallet.accessTokenExpiresAt} form="date" />] as const),
  ];
}

function sentenceFor(wallet: WalletView, name: string): string | null {
  switch (wallet.status) {
    case 'LINKED':
      return wallet.paused ? words.paused : null;
    case 'NEEDS_RELINK':
      return words.needsRelink(name);
    case 'REVOKING':
      return words.revoking(name);
    case 'REVOKED':
      return null;
  }
}
