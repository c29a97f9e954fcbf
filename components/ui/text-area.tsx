/**
 * A control of several lines. Inside a `Field` it names the hint and the error that belong to it; `code` is for text that is read
 * letter by letter.
 */
import clsx from 'clsx';
import type { TextareaHTMLAttributes } from 'react';

interface TextAreaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className'> {
  readonly id: string;
  readonly code?: boolean;
  readonly hasHint?: boolean;
  readonly hasError?: boolean;
}

export function TextArea({ id, code = false, hasHint = false, hasError = false, ...rest }: TextAreaProps) {
  const described = [hasHint && `${id}-hint`, hasError && `${id}-error`].filter(Boolean).join(' ');
  return (
    <textarea
      {...rest}
      id={id}
      className={clsx('input', code && 'input--code')}
      aria-invalid={hasError || undefined}
      aria-describedby={described || undefined}
    />
  );
}
