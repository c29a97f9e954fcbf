/**
 * Where a customer makes an account. Staff are made by an owner or by the admin command.
 */
import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { ProblemNotice } from '@/components/account/problem-notice';
import { RegisterForm } from '@/components/account/register-form';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '@/lib/auth/input';
import { afterSignIn } from '@/lib/web/after-sign-in';
import { ownPath, signInPath } from '@/lib/web/own-path';
import { pageContext } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { account as words } from '@/messages/en/account';

export const metadata: Metadata = { title: words.register.title };

export default async function RegisterPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const query = await searchParams;
  const wanted = firstOf(query.next);
  const ctx = await pageContext();
  if (ctx.actor.kind === 'customer') redirect(afterSignIn('customer', wanted));
  const next = wanted === undefined ? null : ownPath(wanted);
  return (
    <main className="col" id="main">
      <header>
        <h1>{words.register.title}</h1>
        <p className="quiet">{words.register.lead(ctx.settings.merchantName)}</p>
      </header>
      <ProblemNotice code={firstOf(query.problem)} />
      <RegisterForm next={next} password={{ minLength: PASSWORD_LENGTH_MIN, maxLength: PASSWORD_LENGTH_MAX }} />
      <p className="quiet">
        {words.register.other}{' '}
        <Link href={next === null ? '/sign-in' : signInPath(next)} prefetch={false}>
          {words.register.otherLink}
        </Link>
      </p>
    </main>
  );
}
