/** One attempt to link, from leaving to its end. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { cache } from 'react';
import { orNotFound } from '@/app/or-not-found';
import { NoScriptRefresh } from '@/components/no-script-refresh';
import { AttemptPanel } from '@/components/wallets/attempt-panel';
import { attemptTitle } from '@/components/wallets/attempt-title';
import { authorizationStates } from '@/lib/wallets/states';
import { readAttempt, type AttemptView } from '@/lib/wallets/views';
import { browserSecretOf } from '@/lib/web/link-cookies';
import { requireCustomerPage } from '@/lib/web/page-context';

interface AttemptPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

const attemptOf = cache(async (id: string): Promise<AttemptView> => {
  const ctx = await requireCustomerPage(`/wallets/attempts/${id}`);
  const browser = browserSecretOf({ headers: await headers() }, ctx.settings.appUrl);
  return orNotFound(readAttempt(ctx, id, browser));
});

export async function generateMetadata({ params }: AttemptPageProps): Promise<Metadata> {
  const attempt = await attemptOf((await params).id);
  return { title: attemptTitle(attempt, attempt.address === null) };
}

export default async function AttemptPage({ params }: AttemptPageProps) {
  const { id } = await params;
  const attempt = await attemptOf(id);
  const { settings } = await requireCustomerPage(`/wallets/attempts/${id}`);
  return (
    <main className="col" id="main">
      <AttemptPanel attempt={attempt} merchant={settings.merchantName} />
      {!authorizationStates.isFinal(attempt.status) && <NoScriptRefresh />}
    </main>
  );
}
