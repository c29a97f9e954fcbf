/**
 * What the account forms send, and how an answer is read. A refusal may name fields; the form shows each beside its own.
 */
import { useMutation } from '@tanstack/react-query';
import { account as words } from '@/messages/en/account';

export class AccountProblem extends Error {
  override readonly name = 'AccountProblem';

  constructor(
    readonly title: string,
    readonly detail: string,
    readonly fields: Readonly<Record<string, string>>,
  ) {
    super(title);
  }
}

type Fields = Readonly<Record<string, string>>;

export function useSignIn() {
  return useMutation<{ next: string }, AccountProblem, Fields>({
    mutationFn: (fields) => post('/api/auth/sign-in', fields),
  });
}

export function useRegister() {
  return useMutation<{ next: string }, AccountProblem, Fields>({
    mutationFn: (fields) => post('/api/auth/register', fields),
  });
}

export function useChangePassword() {
  return useMutation<{ changed: true }, AccountProblem, Fields>({
    mutationFn: (fields) => post('/api/me/password', fields),
  });
}

/** @throws AccountProblem */
async function post<Answer>(address: string, fields: Fields): Promise<Answer> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  }).catch(() => null);
  const body: unknown = await response?.json().catch(() => null);
  if (response?.ok) return body as Answer;
  throw problemOf(body);
}

function problemOf(body: unknown): AccountProblem {
  if (typeof body !== 'object' || body === null) return new AccountProblem(words.failed, words.unreachable, {});
  const { title, detail, fields } = body as { title?: unknown; detail?: unknown; fields?: Fields };
  if (typeof title !== 'string') return new AccountProblem(words.failed, words.unreachable, {});
  return new AccountProblem(title, typeof detail === 'string' ? detail : '', fields ?? {});
}
