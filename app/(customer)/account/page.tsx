/**
 * A person's own account: who is signed in, the password, the way out. Staff have the same page.
 */
import type { Metadata } from 'next';
import Link from 'next/link';
import { ChangePasswordForm, PasswordChanged } from '@/components/account/change-password-form';
import { ProblemNotice } from '@/components/account/problem-notice';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '@/lib/auth/input';
import { requireAccountPage } from '@/lib/web/page-context';
import { firstOf, type Query } from '@/lib/web/query';
import { account as words } from '@/messages/en/account';

export const metadata: Metadata = { title: words.page.title };

export default async function AccountPage({ searchParams }: { readonly searchParams: Promise<Query> }) {
  const { actor } = await requireAccountPage('/account');
  const query = await searchParams;
  return (
    <main className="col" id="main">
      <header>
        <h1>{words.page.title}</h1>
        <p className="quiet">
          {words.page.signedInAs} {actor.name}, {actor.email}
          {actor.kind === 'staff' && ` (${words.page.roles[actor.role]})`}
        </p>
        {actor.kind === 'staff' && (
          <p>
            <Link href="/admin" prefetch={false}>
              {words.page.dashboard}
            </Link>
          </p>
        )}
      </header>
      <ProblemNotice code={firstOf(query.problem)} />
      {firstOf(query.done) === 'password' && <PasswordChanged />}
      <Card title={words.page.password} scope={words.page.passwordText}>
        <ChangePasswordForm
          email={actor.email}
          password={{ minLength: PASSWORD_LENGTH_MIN, maxLength: PASSWORD_LENGTH_MAX }}
        />
      </Card>
      <form className="stack" method="post" action="/api/auth/sign-out">
        <p className="quiet">{words.page.signOutText}</p>
        <div className="actions">
          <Button type="submit">{words.page.signOut}</Button>
        </div>
      </form>
    </main>
  );
}
