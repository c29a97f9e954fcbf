/**
 * The parts the account forms share: a labelled input with its error, and the notice above a form that was refused.
 */
import type { InputHTMLAttributes } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import type { AccountProblem } from './account-query';

interface FormFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'id'> {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly problem: AccountProblem | null;
}

export function FormField({ name, label, hint, problem, ...input }: FormFieldProps) {
  const error = problem?.fields[name];
  return (
    <Field id={name} label={label} hint={hint} error={error}>
      <Input {...input} id={name} name={name} required hasHint={hint !== undefined} hasError={error !== undefined} />
    </Field>
  );
}

export function FormNotice({ problem }: { readonly problem: AccountProblem | null }) {
  if (!problem) return null;
  return (
    <Notice tone="bad" title={problem.title} alert>
      <p>{problem.detail}</p>
    </Notice>
  );
}

/** A form's fields as text; files are none of ours. */
export function fieldsOf(form: HTMLFormElement): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields[name] = value;
  return fields;
}
