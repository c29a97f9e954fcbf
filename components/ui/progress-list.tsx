/**
 * Steps of something that is under way: done, now, still to come. The word carries the state for who cannot see the shape.
 */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import { Icon } from './icon';

export interface Step {
  readonly what: string;
  readonly state: 'done' | 'now' | 'todo';
  readonly when?: ReactNode;
  readonly note?: ReactNode;
}

const shapes = { done: 'check', now: 'wait', todo: 'todo' } as const;

export function ProgressList({ title, steps }: { readonly title: string; readonly steps: readonly Step[] }) {
  return (
    <section aria-label={title}>
      <ol className="tl tl--plain">
        {steps.map((step) => (
          <li key={step.what} className={clsx(step.state)} aria-current={step.state === 'now' ? 'step' : undefined}>
            <span className="tl__mark">
              <Icon name={shapes[step.state]} />
            </span>
            <div>
              <div className="tl__line">
                <span className="tl__what">{step.what}</span>
                {step.when && <span className="tl__gap">{step.when}</span>}
              </div>
              {step.note && <p className="t14 quiet">{step.note}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
