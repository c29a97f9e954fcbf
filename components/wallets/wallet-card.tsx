/**
 * A linked wallet on the customer's page: what it is, what is true of it, and the one or two things that can be done.
 */
import { amountText, majorText } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { Facts } from '@/components/ui/facts';
import { Field } from '@/components/ui/field';
import { MoneyInput } from '@/components/ui/input';
import { LinkButton } from '@/components/ui/link-button';
import { Time } from '@/components/ui/time';
import { brands } from '@/lib/alipay/brands';
import type { WalletView } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { isUsable, WalletStatus } from './wallet-status';
import { WalletTile } from './wallet-tile';

const words = messages.customer.wallets;

interface WalletCardProps {
  readonly wallet: WalletView;
  /** What was typed as a limit and not taken; null when nothing was. */
  readonly refusedCap: string | null;
}

export function WalletCard({ wallet, refusedCap }: WalletCardProps) {
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
        <WalletActs wallet={wallet} name={officialName} refusedCap={refusedCap} />
      </div>
    </li>
  );
}

/** Plain forms: they work without script. */
function WalletActs({ wallet, name, refusedCap }: WalletActProps & Pick<WalletCardProps, 'refusedCap'>) {
  if (wallet.status === 'NEEDS_RELINK') {
    return (
      <div className="cluster">
        <LinkButton small href={`/wallets/link/${wallet.brand}`}>
          {words.linkAgain(name)}
        </LinkButton>
      </div>
    );
  }
  if (wallet.status !== 'LINKED') return null;
  const address = `/api/me/wallets/${wallet.id}`;
  return (
    <>
      <div className="cluster">
        {!wallet.isDefault && !wallet.paused && (
          <form method="post" action={`${address}/default`}>
            <Button small type="submit" aria-label={words.makeDefaultLabel(name)}>
              {words.makeDefault}
            </Button>
          </form>
        )}
        <form method="post" action={`${address}/${wallet.paused ? 'resume' : 'pause'}`}>
          <Button small type="submit" aria-label={wallet.paused ? words.resumeLabel(name) : words.pauseLabel(name)}>
            {wallet.paused ? words.resume : words.pause}
          </Button>
        </form>
      </div>
      <WalletCap wallet={wallet} name={name} refusedCap={refusedCap} />
      <Unlink wallet={wallet} name={name} />
    </>
  );
}

interface WalletActProps {
  readonly wallet: WalletView;
  readonly name: string;
}

function WalletCap({
  wallet: { id, currency, capMinor },
  name,
  refusedCap,
}: WalletActProps & Pick<WalletCardProps, 'refusedCap'>) {
  const field = `${id}-cap`;
  const isRefused = refusedCap !== null;
  return (
    <details open={isRefused}>
      <summary>{words.capSet}</summary>
      <form className="stack mt-2" method="post" action={`/api/me/wallets/${id}/cap`}>
        <Field
          id={field}
          label={words.capLabel(name)}
          hint={words.capHint}
          error={isRefused ? words.capRefused(currency) : undefined}
        >
          <MoneyInput
            id={field}
            name="cap"
            currency={currency}
            maxLength={24}
            defaultValue={refusedCap ?? (capMinor === null ? '' : majorText({ currency, value: capMinor }))}
            hasHint
            hasError={isRefused}
          />
        </Field>
        <div>
          <Button small type="submit">
            {words.capSave}
          </Button>
        </div>
      </form>
    </details>
  );
}

/** The question opens first; only the button inside acts. */
function Unlink({ wallet: { id }, name }: WalletActProps) {
  return (
    <details>
      <summary>{words.unlink}</summary>
      <form className="stack mt-2" method="post" action={`/api/me/wallets/${id}/revoke`}>
        <p className="t14">{words.unlinkText(name)}</p>
        <div>
          <Button small type="submit">
            {words.unlinkAct(name)}
          </Button>
        </div>
      </form>
    </details>
  );
}

function factsOf(wallet: WalletView) {
  const currency = messages.shared.currencies[wallet.currency] ?? wallet.currency;
  return [
    isUsable(wallet) &&
      ([words.paysFor, wallet.isDefault ? words.paysForDefault(currency) : words.paysForValue(currency)] as const),
    [words.linked, <Time key="linked" at={wallet.linkedAt} form="date" />] as const,
    wallet.status === 'LINKED' &&
      wallet.capMinor !== null &&
      ([words.cap, words.capValue(amountText({ currency: wallet.currency, value: wallet.capMinor }))] as const),
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
