/**
 * A page that says only why it is not another one: not found, not allowed, failed.
 */
import type { ReactNode } from 'react';

interface AlonePageProps {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

export function AlonePage({ title, text, children }: AlonePageProps) {
  return (
    <main className="alone customer" id="main">
      <header className="grid gap-2">
        <h1>{title}</h1>
        <p className="quiet">{text}</p>
      </header>
      {children}
    </main>
  );
}
