'use client';
/**
 * Applies a kept notification once more, and says what came of it.
 */
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { problemOf } from '@/components/act-dialog';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { messages } from '@/messages';
import { replayNotification } from './notification-query';
import { outcomeText } from './notification-status';

const words = messages.notifications;

export function Replay({ id }: { readonly id: string }) {
  const router = useRouter();
  const replay = useMutation({ mutationFn: () => replayNotification(id), onSuccess: () => router.refresh() });
  const problem = problemOf(replay.error);
  return (
    <>
      <p className="quiet t13">{words.replay.text}</p>
      <div>
        <Button busy={replay.isPending} onClick={() => !replay.isPending && replay.mutate()}>
          {replay.isPending ? words.replay.busy : words.replay.button}
        </Button>
      </div>
      <p className="t13" role="status">
        {replay.data && words.replay.done(words.status[replay.data.status], outcomeText(replay.data) ?? '')}
      </p>
      {problem && (
        <Notice tone="bad" title={words.replay.failed} alert>
          <p>{problem.detail}</p>
        </Notice>
      )}
    </>
  );
}
