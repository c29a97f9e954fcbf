/**
 * The three steps of linking as the customer sees them: agreed here, approve in the wallet, we check.
 */
import type { ReactNode } from 'react';
import { ProgressList } from '@/components/ui/progress-list';
import { messages } from '@/messages';

const words = messages.customer.attempt;

interface AttemptProgressProps {
  readonly name: string;
  readonly status: 'STARTED' | 'EXCHANGING';
  readonly note?: ReactNode;
}

export function AttemptProgress({ name, status, note }: AttemptProgressProps) {
  const waiting = status === 'STARTED';
  return (
    <ProgressList
      title={words.progress}
      steps={[
        { what: words.progressAgreed, state: 'done' },
        waiting
          ? { what: words.progressWaiting(name), state: 'now', note }
          : { what: words.progressAnswered(name), state: 'done' },
        { what: words.progressChecking(name), state: waiting ? 'todo' : 'now' },
      ]}
    />
  );
}
