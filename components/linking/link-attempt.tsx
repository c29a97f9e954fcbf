/**
 * The parts of an attempt's page that are others in a link session: nobody has wallets or orders to go to here, and every end
 * leads back to the shop.
 */
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { StatusMark } from '@/components/ui/status-mark';
import { Time } from '@/components/ui/time';
import { hintFor } from '@/components/wallets/attempt-leaving';
import { LinkedCard } from '@/components/wallets/attempt-linked';
import { AttemptProgress } from '@/components/wallets/attempt-progress';
import { WalletTile } from '@/components/wallets/wallet-tile';
import type { LinkVisit } from '@/lib/wallets/link-views';
import type { AttemptView } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { GoOn } from './go-on';

const words = messages.linking;
const shared = messages.customer.attempt;

interface LinkAttemptProps {
  readonly attempt: AttemptView;
  readonly name: string;
  readonly link: LinkVisit;
}

export function LinkLeaving({ attempt, name, link }: LinkAttemptProps) {
  return (
    <>
      <header aria-live="polite">
        <p className="step">{messages.customer.picker.step(3)}</p>
        <h1>{shared.leavingTitle(name)}</h1>
        <p className="quiet">{attempt.address === null ? words.preparing(name) : words.leavingText(name, link.shop)}</p>
      </header>
      <div className="card">
        <div className="card__body flex items-center gap-4">
          <WalletTile brand={attempt.brand} size="large" />
          <p>{hintFor(attempt, name)}</p>
        </div>
      </div>
      <div className="actions">
        {attempt.address !== null && (
          <LinkButton outside look="primary" href={attempt.address}>
            {shared.continueTo(name)}
          </LinkButton>
        )}
        {link.open && link.brand === null && (
          <LinkButton look="bare" href={`/link/${link.id}`}>
            {shared.stop}
          </LinkButton>
        )}
        {link.open && <NotNow link={link} />}
      </div>
      <AttemptProgress
        name={name}
        status="STARTED"
        note={
          <>
            {shared.until} <Time at={attempt.expiresAt} form="time" named />. {words.afterwards}
          </>
        }
      />
    </>
  );
}

function NotNow({ link }: { readonly link: LinkVisit }) {
  return (
    <form method="post" action={`/api/link/${link.id}/decline`}>
      <Button look="bare" wide type="submit">
        {words.notNow}
      </Button>
    </form>
  );
}

interface LinkLinkedProps extends LinkAttemptProps {
  readonly merchant: string;
  /** Whether the browser goes back to the shop by itself. */
  readonly goOn: boolean;
}

export function LinkLinked({ attempt, name, merchant, link, goOn }: LinkLinkedProps) {
  const { wallet } = attempt;
  const currency = wallet && (messages.shared.currencies[wallet.currency] ?? wallet.currency);
  return (
    <>
      <header aria-live="polite">
        <StatusMark tone="ok" pill>
          {shared.linked}
        </StatusMark>
        <h1 className="mt-2">{shared.linkedTitle(name)}</h1>
        <p className="quiet">
          {shared.linkedText(merchant)} {goOn && words.goingOn(link.shop)}
        </p>
      </header>
      {wallet && <LinkedCard wallet={wallet} name={name} paysFor={words.paysFor(merchant, currency ?? '')} />}
      <div className="actions">
        <BackToShop link={link} />
      </div>
      {goOn && <GoOn to={link.back} />}
    </>
  );
}

/** Another try of the same wallet, another wallet, or back. */
export function LinkFailedActs({ attempt, name, link }: LinkAttemptProps) {
  return (
    <>
      {!link.open && <p className="quiet">{words.noMoreTries(link.shop)}</p>}
      <div className="actions">
        {link.open && (
          <form method="post" action={`/api/link/attempts/${attempt.id}/retry`}>
            <Button look="primary" wide type="submit">
              {shared.tryAgain(name)}
            </Button>
          </form>
        )}
        {link.open && link.brand === null && <LinkButton href={`/link/${link.id}`}>{shared.anotherWallet}</LinkButton>}
        <BackToShop link={link} bare={link.open} />
      </div>
    </>
  );
}

export function BackToShop({ link, bare = false }: { readonly link: LinkVisit; readonly bare?: boolean }) {
  return (
    <LinkButton outside look={bare ? 'bare' : 'primary'} href={link.back}>
      {words.backTo(link.shop)}
    </LinkButton>
  );
}
