'use client';
/**
 * A page that could not be shown: a bland sentence, the reference that leads to the log line, and another try.
 */
import { AlonePage } from '@/components/alone-page';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { messages } from '@/messages';

const words = messages.shared.failed;

interface FailedPageProps {
  readonly error: unknown;
  readonly retry: () => void;
}

export function FailedPage({ error, retry }: FailedPageProps) {
  const reference = referenceOf(error);
  return (
    <AlonePage title={words.title} text={words.text}>
      <div className="actions">
        <Button look="primary" onClick={retry}>
          {words.again}
        </Button>
        <LinkButton look="bare" href="/">
          {words.home}
        </LinkButton>
      </div>
      {reference && (
        <p className="footnote">
          {words.reference} <span className="id">{reference}</span>
        </p>
      )}
    </AlonePage>
  );
}

function referenceOf(error: unknown): string | null {
  const digest = typeof error === 'object' && error !== null && 'digest' in error ? error.digest : null;
  return typeof digest === 'string' ? digest : null;
}
