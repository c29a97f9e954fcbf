/**
 * The controls of a form. Inside a `Field` it names the hint and the error that belong to it.
 */
import type { InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';

interface InputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'className'> {
  readonly id: string;
  readonly hasHint?: boolean;
  readonly hasError?: boolean;
}

export function Input({ id, hasHint = false, hasError = false, ...rest }: InputProps) {
  return <input {...rest} id={id} className="input" {...described(id, hasHint, hasError)} />;
}

interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'> {
  readonly id: string;
  readonly hasHint?: boolean;
  readonly hasError?: boolean;
}

export function Select({ id, hasHint = false, hasError = false, ...rest }: SelectProps) {
  return <select {...rest} id={id} className="input" {...described(id, hasHint, hasError)} />;
}

interface TextAreaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className'> {
  readonly id: string;
  readonly hasHint?: boolean;
  readonly hasError?: boolean;
}

export function TextArea({ id, hasHint = false, hasError = false, ...rest }: TextAreaProps) {
  return <textarea {...rest} id={id} className="input" {...described(id, hasHint, hasError)} />;
}

/** An amount in major units, its currency's code before it. Blank is not zero. */
export function MoneyInput({ currency, ...rest }: InputProps & { readonly currency: string }) {
  return (
    <div className="affix">
      <span aria-hidden="true">{currency}</span>
      <Input {...rest} type="text" inputMode="decimal" autoComplete="off" />
    </div>
  );
}

function described(id: string, hasHint: boolean, hasError: boolean) {
  const ids = [hasHint && `${id}-hint`, hasError && `${id}-error`].filter(Boolean).join(' ');
  return { 'aria-invalid': hasError || undefined, 'aria-describedby': ids || undefined };
}
