/**
 * Something that does not work: what broke, what it stops and what to do, since when, how it closes, and at most one act.
 */
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { Icon } from './icon';

interface ProblemCardProps {
  readonly tone: 'bad' | 'warn';
  readonly title: string;
  readonly text: string;
  readonly since?: ReactNode;
  /** The one act that ends it. */
  readonly act?: ReactNode;
}

export function ProblemCard({ tone, title, text, since, act }: ProblemCardProps) {
  return (
    <article className={clsx('problem', `st--${tone}`)}>
      <Icon name={tone === 'bad' ? 'bad' : 'case'} />
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
        {since && <p className="since">{since}</p>}
      </div>
      {act}
    </article>
  );
}
