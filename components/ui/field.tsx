/**
 * A labelled control: label above, then the control, then a hint or what was wrong with it. Label, hint and error are tied
 * to the control by id, so `children` must be given the same `id`.
 */
import type { ReactNode } from 'react';
import { Icon } from './icon';

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: ReactNode;
}

export function Field({ id, label, hint, error, children }: FieldProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          <Icon name="bad" />
          {error}
        </p>
      )}
    </div>
  );
}
