/**
 * An attempt that ended without a link: the reason, the remedy, another try of the same wallet, or another wallet.
 */
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Facts } from '@/components/ui/facts';
import { IdChip } from '@/components/ui/id-chip';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { StatusMark } from '@/components/ui/status-mark';
import { Time } from '@/components/ui/time';
import type { AttemptView } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { pickerNext } from './wallet-picker';

const words = messages.customer.attempt;

interface FailedProps {
  readonly attempt: AttemptView;
  readonly name: string;
}

interface AttemptFailedProps extends FailedProps {
  /** What can be done now, where it is not what a signed-in customer can do. */
  readonly children?: ReactNode;
}

export function AttemptFailed({ attempt, name, children }: AttemptFailedProps) {
  return (
    <>
      <header aria-live="polite">
        <StatusMark tone={attempt.status === 'EXPIRED' ? 'off' : 'bad'} pill>
          {attempt.status === 'EXPIRED' ? words.expired : words.notLinked}
        </StatusMark>
        <h1 className="mt-2">{words.failedTitle(name)}</h1>
      </header>
      {attempt.status === 'EXPIRED' ? <Expired attempt={attempt} /> : <Failed attempt={attempt} name={name} />}
      {children ?? (
        <div className="actions">
          <form method="post" action={`/api/me/authorizations/${attempt.id}/retry`}>
            <Button look="primary" wide type="submit">
              {words.tryAgain(name)}
            </Button>
          </form>
          <LinkButton href={pickerNext(attempt.returnPath)}>{words.anotherWallet}</LinkButton>
        </div>
      )}
      <Support attempt={attempt} />
    </>
  );
}

function Failed({ attempt, name }: FailedProps) {
  const reason = words.reasons[attempt.failure ?? 'wallet_unavailable']?.(name);
  if (!reason) return null;
  return (
    <Notice tone="bad" title={reason.title}>
      <p>{reason.text}</p>
      <p>{reason.remedy}</p>
    </Notice>
  );
}

function Expired({ attempt }: { readonly attempt: AttemptView }) {
  return (
    <Notice tone="off" title={words.expiredReason}>
      <p>
        {words.expiredAt} <Time at={attempt.resolvedAt ?? attempt.expiresAt} form="time" named />. {words.expiredText}
      </p>
    </Notice>
  );
}

function Support({ attempt }: { readonly attempt: AttemptView }) {
  return (
    <details>
      <summary>{words.support}</summary>
      <div className="t14 mt-2">
        <Facts
          facts={[
            [words.supportAttempt, <IdChip key="id" id={attempt.id} />],
            attempt.gatewayCode !== null && [
              words.supportReason,
              <span key="code" className="id">
                {attempt.gatewayCode}
              </span>,
            ],
            attempt.resolvedAt !== null && [words.supportWhen, <Time key="when" at={attempt.resolvedAt} named />],
          ]}
        />
      </div>
    </details>
  );
}
