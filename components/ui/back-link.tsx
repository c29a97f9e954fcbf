/** The way back to the list a page belongs to. */
import Link from 'next/link';
import { Icon } from './icon';

export function BackLink({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Link className="backlink" href={href} prefetch={false}>
      <Icon name="left" />
      {children}
    </Link>
  );
}
