'use client';
/**
 * Signs in. Without script it is a plain form to the same door; with script a refusal keeps what was typed.
 */
import { Button } from '@/components/ui/button';
import { account as words } from '@/messages/en/account';
import { useSignIn } from './account-query';
import { fieldsOf, FormField, FormNotice } from './form-fields';

export function SignInForm({ next }: { readonly next: string | null }) {
  const signIn = useSignIn();
  // After success the page is about to be left.
  const busy = signIn.isPending || signIn.isSuccess;
  return (
    <form
      className="stack"
      method="post"
      action="/api/auth/sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        // A whole new page: everything that was rendered for a visitor is rendered anew for who signed in.
        signIn.mutate(fieldsOf(event.currentTarget), { onSuccess: (answer) => window.location.assign(answer.next) });
      }}
    >
      <FormNotice problem={signIn.error} />
      {next !== null && <input type="hidden" name="next" value={next} />}
      <FormField
        name="email"
        type="email"
        autoComplete="username"
        maxLength={254}
        label={words.email}
        problem={signIn.error}
      />
      <FormField
        name="password"
        type="password"
        autoComplete="current-password"
        maxLength={128}
        label={words.password}
        problem={signIn.error}
      />
      <div className="actions">
        <Button look="primary" type="submit" busy={busy}>
          {busy ? words.signIn.busy : words.signIn.submit}
        </Button>
      </div>
    </form>
  );
}
