'use client';
/** The same when even the document around the pages fails: it brings its own. */
import { FailedPage } from '@/components/failed-page';
import { messages } from '@/messages';
import './globals.css';

interface GlobalErrorProps {
  readonly error: unknown;
  readonly retry: () => void;
}

export default function GlobalError({ error, retry }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body>
        <title>{messages.shared.failed.title}</title>
        <FailedPage error={error} retry={retry} />
      </body>
    </html>
  );
}
