/**
 * The foot of a list that is read page by page: what is shown, and links to the next older page and back to the newest.
 */
import type { ReactNode } from 'react';
import { LinkButton } from './link-button';

interface PagerProps {
  readonly label: string;
  readonly newest: { readonly href: string; readonly text: string } | null;
  readonly older: { readonly href: string; readonly text: string } | null;
  readonly children?: ReactNode;
}

export function Pager({ label, newest, older, children }: PagerProps) {
  return (
    <div className="tablefoot">
      <span>{children}</span>
      {(newest || older) && (
        <nav className="cluster" aria-label={label}>
          {newest && <LinkButton href={newest.href}>{newest.text}</LinkButton>}
          {older && <LinkButton href={older.href}>{older.text}</LinkButton>}
        </nav>
      )}
    </div>
  );
}
