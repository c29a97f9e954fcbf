/**
 * A line of inverted ink over every page while no real money can move. Live has none.
 */
import type { ReactNode } from 'react';
import { messages } from '@/messages';

interface RibbonProps {
  readonly mode: 'demo' | 'test' | 'live';
  /** What else must be known on every page. */
  readonly children?: ReactNode;
}

export function Ribbon({ mode, children }: RibbonProps) {
  if (mode === 'live') return null;
  const { label } = messages.shared.ribbon;
  const { name, text } = messages.shared.ribbon[mode];
  return (
    <aside className="ribbon" aria-label={label}>
      <b>{name}</b>
      <span>{text}</span>
      {children}
    </aside>
  );
}
