/**
 * One of a few choices, as the browser draws it. Inside a `Field` it names the error that belongs to it.
 */
import type { SelectHTMLAttributes } from 'react';

interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'> {
  readonly id: string;
  readonly choices: readonly { readonly value: string; readonly text: string }[];
  readonly hasError?: boolean;
}

export function Select({ id, choices, hasError = false, ...rest }: SelectProps) {
  return (
    <select
      {...rest}
      id={id}
      className="input"
      aria-invalid={hasError || undefined}
      aria-describedby={hasError ? `${id}-error` : undefined}
    >
      {choices.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
