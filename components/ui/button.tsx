/**
 * A button: outlined by default, filled for the one primary act of a page, bare for the way out. While it is busy it keeps
 * its width, shows the half dot and cannot be pressed again.
 */
import clsx from 'clsx';
import type { ButtonHTMLAttributes } from 'react';
import { Icon } from './icon';

export interface ButtonLook {
  /** `final`: what cannot be undone, as the confirming button of a dialog only. */
  readonly look?: 'plain' | 'primary' | 'bare' | 'final';
  readonly small?: boolean;
  readonly wide?: boolean;
  /** A drawing alone; it needs a name for those who do not see it. */
  readonly icon?: boolean;
}

export function buttonClass({ look = 'plain', small, wide, icon }: ButtonLook): string {
  return clsx(
    'btn',
    look !== 'plain' && `btn--${look}`,
    small && 'btn--small',
    wide && 'btn--wide',
    icon && 'btn--icon',
  );
}

interface ButtonProps extends ButtonLook, Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  readonly busy?: boolean;
}

export function Button({ look, small, wide, icon, busy = false, type = 'button', children, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass({ look, small, wide, icon })}
      aria-disabled={busy || undefined}
    >
      {busy && <Icon name="wait" />}
      {children}
    </button>
  );
}
