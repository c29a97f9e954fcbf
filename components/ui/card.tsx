/**
 * A surface with a hairline: title left, its unit or scope small on the right, a foot for what qualifies it. No card in a card.
 */
import clsx from 'clsx';
import { useId, type ReactNode } from 'react';

interface CardProps {
  readonly title: string;
  readonly scope?: ReactNode;
  readonly foot?: ReactNode;
  /** The content brings its own padding, as a table does. */
  readonly bare?: boolean;
  /** For the place in the page's grid. */
  readonly className?: string;
  readonly children: ReactNode;
}

export function Card({ title, scope, foot, bare = false, className, children }: CardProps) {
  const titleId = useId();
  return (
    <section className={clsx('card', className)} aria-labelledby={titleId}>
      <div className="card__head">
        <h2 id={titleId}>{title}</h2>
        {scope && <p>{scope}</p>}
      </div>
      {bare ? children : <div className="card__body">{children}</div>}
      {foot && <div className="card__foot">{foot}</div>}
    </section>
  );
}
