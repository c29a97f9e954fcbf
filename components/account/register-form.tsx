'use client';
/**
 * Registers a customer. Without script it is a plain form to the same door; with script a refusal keeps what was typed.
 */
import { Button } from '@/components/ui/button';
import { account as words } from '@/messages/en/account';
import { useRegister } from './account-query';
import { fieldsOf, FormField, FormNotice } from './form-fields';

interface RegisterFormProps {
  readonly next: string | null;
  readonly password: { readonly minLength: number; readonly maxLength: number };
}

export function RegisterForm({ next, password }: RegisterFormProps) {
  const register = useRegister();
  const { error: problem } = register;
  const busy = register.isPending || register.isSuccess;
  return (
    <form
      className="stack"
      method="post"
      action="/api/auth/register"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        register.mutate(fieldsOf(event.currentTarget), { onSuccess: (answer) => window.location.assign(answer.next) });
      }}
    >
      <FormNotice problem={problem} />
      {next !== null && <input type="hidden" name="next" value={next} />}
      <FormField name="name" autoComplete="name" maxLength={100} label={words.name} problem={problem} />
      <FormField
        name="email"
        type="email"
        autoComplete="username"
        maxLength={254}
        label={words.email}
        problem={problem}
      />
      <FormField
        {...password}
        name="password"
        type="password"
        autoComplete="new-password"
        label={words.password}
        hint={words.passwordHint(password.minLength)}
        problem={problem}
      />
      <div className="actions">
        <Button look="primary" type="submit" busy={busy}>
          {busy ? words.register.busy : words.register.submit}
        </Button>
      </div>
    </form>
  );
}
