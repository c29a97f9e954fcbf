/**
 * The page between ours and the wallet's: one plain link in the same tab. Only the browser that began knows the address;
 * any other is told so and can begin its own attempt.
 */
import { LinkButton } from '@/components/ui/link-button';
import { Time } from '@/components/ui/time';
import { brands } from '@/lib/alipay/brands';
import type { AttemptView } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { AttemptProgress } from './attempt-progress';
import { WalletTile } from './wallet-tile';
import { consentAddress } from './wallet-picker';

const words = messages.customer.attempt;

interface AttemptLeavingProps {
  readonly attempt: AttemptView;
  readonly name: string;
}

export function AttemptLeaving({ attempt, name }: AttemptLeavingProps) {
  if (attempt.address === null) return <OtherBrowser attempt={attempt} name={name} />;
  return (
    <>
      <header aria-live="polite">
        <p className="step">{messages.customer.picker.step(3)}</p>
        <h1>{words.leavingTitle(name)}</h1>
        <p className="quiet">{words.leavingText(name)}</p>
      </header>
      <div className="card">
        <div className="card__body flex items-center gap-4">
          <WalletTile brand={attempt.brand} size="large" />
          <p>{hintFor(attempt, name)}</p>
        </div>
      </div>
      <div className="actions">
        <LinkButton outside look="primary" href={attempt.address}>
          {words.continueTo(name)}
        </LinkButton>
        <LinkButton look="bare" href="/wallets/link">
          {words.stop}
        </LinkButton>
      </div>
      <AttemptProgress
        name={name}
        status="STARTED"
        note={
          <>
            {words.until} <Time at={attempt.expiresAt} form="time" named />. {words.afterwards}
          </>
        }
      />
    </>
  );
}

function OtherBrowser({ attempt, name }: AttemptLeavingProps) {
  return (
    <>
      <header aria-live="polite">
        <h1>{words.otherBrowserTitle}</h1>
        <p className="quiet">{words.otherBrowserText(name)}</p>
      </header>
      <div className="actions">
        <LinkButton look="primary" href={consentAddress(attempt.brand, attempt.returnPath)}>
          {words.startAgain}
        </LinkButton>
        <LinkButton look="bare" href="/wallets/link">
          {words.stop}
        </LinkButton>
      </div>
    </>
  );
}

export function hintFor(attempt: AttemptView, name: string): string {
  const { page } = brands[attempt.brand].linking[attempt.terminalType];
  if (page === 'login') return words.leavingLogin(name);
  if (attempt.terminalType === 'WAP') return words.leavingPhoneMobile(name);
  return page === 'qr' ? words.leavingPhone(name) : words.leavingEither(name);
}
