/**
 * Two or three views of one thing as plain links, joined: the address is the state.
 */
import Link from 'next/link';

interface SegmentsProps {
  readonly label: string;
  readonly segments: readonly { readonly text: string; readonly href: string; readonly current: boolean }[];
}

export function Segments({ label, segments }: SegmentsProps) {
  return (
    <nav className="seg" aria-label={label}>
      {segments.map(({ text, href, current }) => (
        <Link key={href} href={href} prefetch={false} aria-current={current ? 'true' : undefined}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
