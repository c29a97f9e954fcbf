/** One attempt of a link session, from leaving to its end, in the browser that consented. No token stands in its address. */
import type { Metadata } from 'next';
import { cache } from 'react';
import { orNotFound } from '@/app/or-not-found';
import { endedTitle, LinkEnded } from '@/components/linking/link-ended';
import { NoScriptRefresh } from '@/components/no-script-refresh';
import { AttemptPanel } from '@/components/wallets/attempt-panel';
import { attemptTitle } from '@/components/wallets/attempt-title';
import { authorizationStates } from '@/lib/wallets/states';
import { readAttempt } from '@/lib/wallets/views';
import { visitLinkAttempt } from '@/lib/web/link-page';

interface LinkAttemptPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

const USED = { kind: 'used' } as const;

const attemptOf = cache(async (id: string) => {
  const visited = await visitLinkAttempt(id);
  return visited && { ...visited, attempt: await orNotFound(readAttempt(visited.ctx, id, visited.secret)) };
});

export async function generateMetadata({ params }: LinkAttemptPageProps): Promise<Metadata> {
  const visited = await attemptOf((await params).id);
  return { title: visited ? attemptTitle(visited.attempt) : endedTitle(USED) };
}

export default async function LinkAttemptPage({ params }: LinkAttemptPageProps) {
  const visited = await attemptOf((await params).id);
  if (!visited) return <LinkEnded visited={USED} />;
  const { attempt, visit, ctx } = visited;
  return (
    <main className="col" id="main">
      <AttemptPanel attempt={attempt} merchant={ctx.settings.merchantName} link={visit} />
      {!authorizationStates.isFinal(attempt.status) && <NoScriptRefresh />}
      {attempt.status === 'COMPLETED' && <NoScriptRefresh to={visit.back} />}
    </main>
  );
}
