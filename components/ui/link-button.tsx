/**
 * A plain link that looks like a button, for going somewhere. It never changes anything.
 */
import Link from 'next/link';
import type { AnchorHTMLAttributes } from 'react';
import { buttonClass, type ButtonLook } from './button';

interface LinkButtonProps extends ButtonLook, Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'className' | 'href'> {
  readonly href: string;
  /** Leaves our pages: a plain anchor in the same tab, no prefetch. */
  readonly outside?: boolean;
}

export function LinkButton({ href, outside = false, look, small, wide, children, ...rest }: LinkButtonProps) {
  const className = buttonClass({ look, small, wide });
  if (outside) {
    return (
      <a {...rest} href={href} className={className} rel="noreferrer">
        {children}
      </a>
    );
  }
  return (
    <Link {...rest} href={href} className={className} prefetch={false}>
      {children}
    </Link>
  );
}
