/**
 * A one-line control. Inside a `Field` it names the hint and the error that belong to it.
 */
import type { InputHTMLAttributes } from 'react';

interface InputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'className'> {
  readonly id: string;
  readonly hasHint?: boolean;
  readonly hasError?: boolean;
}

export function Input({ id, hasHint = false, hasError = false, ...rest }: InputProps) {
  const described = [hasHint && `${id}-hint`, hasError && `${id}-error`].filter(Boolean).join(' ');
  return (
    <input
      {...rest}
      id={id}
      className="input"
      aria-invalid={hasError || undefined}
      aria-describedby={described || undefined}
    />
  );
}
