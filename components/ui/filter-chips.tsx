/**
 * Filters as plain links: the address is the state. The chosen one is marked for eyes and for screen readers.
 */
import Link from 'next/link';

interface FilterChipsProps {
  readonly label: string;
  readonly chips: readonly { readonly text: string; readonly href: string; readonly current: boolean }[];
}

export function FilterChips({ label, chips }: FilterChipsProps) {
  return (
    <nav className="chips" aria-label={label}>
      {chips.map((chip) => (
        <Link
          key={chip.href}
          className="chip"
          href={chip.href}
          prefetch={false}
          aria-current={chip.current ? 'true' : undefined}
        >
          {chip.text}
        </Link>
      ))}
    </nav>
  );
}
