/**
 * The sign-in page, for customers and staff alike. Whoever is signed in already is sent on.
 */
import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { ProblemNotice } from '@/components/account/problem-notice';
import { SignInForm } from '@/components/account/sign-in-form';
import { afterSignIn } from '@/lib/web/after-sign-in';
import { ownPath } from '@/lib/web/own-path';
import { pageContext } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { account as words } from '@/messages/en/account';

export const metadata: Metadata = { title: words.signIn.title };

export default async function SignInPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const query = await searchParams;
  const wanted = firstOf(query.next);
  const ctx = await pageContext();
  if (ctx.actor.kind === 'customer' || ctx.actor.kind === 'staff') redirect(afterSignIn(ctx.actor.kind, wanted));
  const next = wanted === undefined ? null : ownPath(wanted);
  return (
    <main className="col" id="main">
      <header>
        <h1>{words.signIn.title}</h1>
        <p className="quiet">{words.signIn.lead(ctx.settings.merchantName)}</p>
      </header>
      <ProblemNotice code={firstOf(query.problem)} />
      <SignInForm next={next} />
      <p className="quiet">
        {words.signIn.other}{' '}
        <Link href={next === null ? '/register' : `/register?next=${encodeURIComponent(next)}`} prefetch={false}>
          {words.signIn.otherLink}
        </Link>
      </p>
    </main>
  );
}
