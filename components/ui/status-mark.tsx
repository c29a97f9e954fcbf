/**
 * A shape and a word. Bare in rows and lists; a pill once per page beside the headline, and on cards.
 */
import clsx from 'clsx';
import { Icon, type IconName } from './icon';

export type Tone = 'ok' | 'wait' | 'warn' | 'bad' | 'off';

const shapeOfTone: Record<Tone, IconName> = { ok: 'ok', wait: 'wait', warn: 'clock', bad: 'bad', off: 'off' };

interface StatusMarkProps {
  readonly tone: Tone;
  /** Another shape than the tone's own. */
  readonly shape?: IconName;
  readonly pill?: boolean;
  readonly children: string;
}

export function StatusMark({ tone, shape, pill = false, children }: StatusMarkProps) {
  return (
    <span className={clsx('st', `st--${tone}`, pill && 'st--pill')}>
      <Icon name={shape ?? shapeOfTone[tone]} />
      {children}
    </span>
  );
}
