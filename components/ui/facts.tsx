/**
 * Names and values, one under another. A fact without a value is left out.
 */
import clsx from 'clsx';
import { Fragment, type ReactNode } from 'react';

interface FactsProps {
  readonly facts: readonly (readonly [name: string, value: ReactNode] | null | undefined | false)[];
  readonly small?: boolean;
}

export function Facts({ facts, small = false }: FactsProps) {
  return (
    <dl className={clsx('facts', small && 't13')}>
      {facts.map(
        (fact) =>
          fact && (
            <Fragment key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}
