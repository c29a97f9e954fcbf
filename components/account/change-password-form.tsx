'use client';
/**
 * Changes the password. Without script it is a plain form to the same door; with script the answer appears in place.
 */
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { account as words } from '@/messages/en/account';
import { useChangePassword } from './account-query';
import { fieldsOf, FormField, FormNotice } from './form-fields';

interface ChangePasswordFormProps {
  /** Tells a password manager whose password this is. */
  readonly email: string;
  readonly password: { readonly minLength: number; readonly maxLength: number };
}

export function ChangePasswordForm({ email, password }: ChangePasswordFormProps) {
  const change = useChangePassword();
  const { error: problem, isPending } = change;
  return (
    <form
      className="stack"
      method="post"
      action="/api/me/password"
      onSubmit={(event) => {
        event.preventDefault();
        if (isPending) return;
        const form = event.currentTarget;
        const { currentPassword = '', newPassword = '' } = fieldsOf(form);
        change.mutate({ currentPassword, newPassword }, { onSuccess: () => form.reset() });
      }}
    >
      <FormNotice problem={problem} />
      {change.isSuccess && <PasswordChanged />}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <FormField
        name="currentPassword"
        type="password"
        autoComplete="current-password"
        maxLength={password.maxLength}
        label={words.currentPassword}
        problem={problem}
      />
      <FormField
        {...password}
        name="newPassword"
        type="password"
        autoComplete="new-password"
        label={words.newPassword}
        hint={words.passwordHint(password.minLength)}
        problem={problem}
      />
      <div className="actions">
        <Button type="submit" busy={isPending}>
          {isPending ? words.page.changing : words.page.change}
        </Button>
      </div>
    </form>
  );
}

export function PasswordChanged() {
  return (
    <Notice tone="ok" title={words.page.changed} alert>
      <p>{words.page.changedText}</p>
    </Notice>
  );
}
