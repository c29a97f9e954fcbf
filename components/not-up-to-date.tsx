'use client';
/**
 * Says that a page which looks again by itself could not: from when it is what it shows, why, and the way out. It goes by
 * itself with the next answer. Nothing while the reads go well.
 */
import type { UseQueryResult } from '@tanstack/react-query';
import { messages } from '@/messages';
import { Problem } from './read-json';
import { Button } from './ui/button';
import { Notice } from './ui/notice';
import { Time } from './ui/time';

const words = messages.shared.notUpToDate;

interface NotUpToDateProps {
  readonly reads: Pick<UseQueryResult<unknown>, 'error' | 'dataUpdatedAt'>;
}

export function NotUpToDate({ reads: { error, dataUpdatedAt } }: NotUpToDateProps) {
  if (error === null) return null;
  // A refusal, as to whoever is signed out meanwhile, says itself what to do.
  const why = error instanceof Problem && error.known ? error.detail : words.unreached;
  return (
    <Notice tone="warn" title={words.title} alert>
      <p>
        {words.since} <Time at={new Date(dataUpdatedAt).toISOString()} named />. {why}
      </p>
      <div className="cluster mt-2">
        <Button onClick={() => window.location.reload()}>{words.reload}</Button>
      </div>
    </Notice>
  );
}
