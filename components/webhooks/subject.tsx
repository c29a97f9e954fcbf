/**
 * What an event is about. An order has a page of its own; the others are known by their ids.
 */
import Link from 'next/link';
import type { ReactNode } from 'react';

export function Subject({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  if (id.startsWith('ord_')) {
    return (
      <Link className="id" href={`/admin/orders/${id}`} prefetch={false} title={id}>
        {children}
      </Link>
    );
  }
  return (
    <span className="id" title={id}>
      {children}
    </span>
  );
}
