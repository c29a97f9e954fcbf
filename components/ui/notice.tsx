/**
 * A block that says how something ended: shape, headline, and what it means and what to do beneath.
 */
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';
import type { Tone } from './status-mark';

interface NoticeProps {
  readonly tone: Tone;
  readonly shape?: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  /** Read aloud when it appears after an act of the reader. */
  readonly alert?: boolean;
}

const shapes: Record<Tone, IconName> = { ok: 'ok', wait: 'wait', warn: 'case', bad: 'bad', off: 'off' };

export function Notice({ tone, shape, title, children, alert = false }: NoticeProps) {
  return (
    <div className={clsx('notice', `st--${tone}`)} role={alert ? 'alert' : undefined}>
      <Icon name={shape ?? shapes[tone]} />
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </div>
  );
}
