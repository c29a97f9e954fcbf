/**
 * A line of inverted ink over every page while no real money can move. Live has none.
 */
import { messages } from '@/messages';

export function Ribbon({ mode }: { readonly mode: 'demo' | 'test' | 'live' }) {
  if (mode === 'live') return null;
  const { label } = messages.shared.ribbon;
  const { name, text } = messages.shared.ribbon[mode];
  return (
    <aside className="ribbon" aria-label={label}>
      <b>{name}</b>
      <span>{text}</span>
    </aside>
  );
}
