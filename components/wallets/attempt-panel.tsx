'use client';
/**
 * One attempt to link, in whatever state it is: leaving, checking, linked, failed, timed out. It watches by itself, so the
 * page that stays open on a computer goes on when the phone is done.
 */
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { LinkFailedActs, LinkLeaving, LinkLinked } from '@/components/linking/link-attempt';
import { StatusMark } from '@/components/ui/status-mark';
import { brands } from '@/lib/alipay/brands';
import { assertNever } from '@/lib/kit/assert-never';
import type { LinkVisit } from '@/lib/wallets/link-views';
import type { AttemptView } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { AttemptFailed } from './attempt-failed';
import { AttemptLeaving } from './attempt-leaving';
import { AttemptLinked } from './attempt-linked';
import { AttemptProgress } from './attempt-progress';
import { attemptQuery } from './wallet-query';

const words = messages.customer.attempt;

interface AttemptPanelProps {
  readonly attempt: AttemptView;
  readonly merchant: string;
  /** The link session that it was begun from; absent for a customer who signed in. */
  readonly link?: LinkVisit;
}

export function AttemptPanel({ attempt: seed, merchant, link }: AttemptPanelProps) {
  const { data: attempt } = useQuery(attemptQuery(seed, link ? '/api/link/attempts' : '/api/me/authorizations'));
  const router = useRouter();
  const [first] = useState(seed.status);

  // The title and the frame come from the server; they follow the state.
  useEffect(() => {
    if (attempt.status !== seed.status) router.refresh();
  }, [attempt.status, seed.status, router]);

  const name = brands[attempt.brand].officialName;
  switch (attempt.status) {
    case 'STARTED':
      return link ? (
        <LinkLeaving attempt={attempt} name={name} link={link} />
      ) : (
        <AttemptLeaving attempt={attempt} name={name} />
      );
    case 'EXCHANGING':
      return <AttemptChecking name={name} />;
    case 'COMPLETED':
      // Who comes back later, by the browser's own button, may look at it; who waited is taken on.
      return link ? (
        <LinkLinked attempt={attempt} name={name} merchant={merchant} link={link} goOn={first !== 'COMPLETED'} />
      ) : (
        <AttemptLinked attempt={attempt} name={name} merchant={merchant} />
      );
    case 'FAILED':
    case 'EXPIRED':
      return (
        <AttemptFailed attempt={attempt} name={name}>
          {link && <LinkFailedActs attempt={attempt} name={name} link={link} />}
        </AttemptFailed>
      );
    default:
      return assertNever(attempt.status);
  }
}

function AttemptChecking({ name }: { readonly name: string }) {
  return (
    <>
      <header aria-live="polite">
        <StatusMark tone="wait" pill>
          {words.checking}
        </StatusMark>
        <h1 className="mt-2">{words.checkingTitle(name)}</h1>
        <p className="quiet">{words.checkingText(name)}</p>
      </header>
      <AttemptProgress name={name} status="EXCHANGING" />
    </>
  );
}
