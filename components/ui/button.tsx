/**
 * A button: outlined by default, filled for the one primary act of a page, bare for the way out. While it is busy it keeps
 * its width, shows the half dot and cannot be pressed again.
 */
import clsx from 'clsx';
import type { ButtonHTMLAttributes } from 'react';
import { Icon } from './icon';

export interface ButtonLook {
  readonly look?: 'plain' | 'primary' | 'bare';
  readonly small?: boolean;
  readonly wide?: boolean;
}

export function buttonClass({ look = 'plain', small, wide }: ButtonLook): string {
  return clsx('btn', look !== 'plain' && `btn--${look}`, small && 'btn--small', wide && 'btn--wide');
}

interface ButtonProps extends ButtonLook, Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  readonly busy?: boolean;
}

export function Button({ look, small, wide, busy = false, type = 'button', children, ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type} className={buttonClass({ look, small, wide })} aria-disabled={busy || undefined}>
      {busy && <Icon name="wait" />}
      {children}
    </button>
  );
}
