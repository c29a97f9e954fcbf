/**
 * What was not saved, and why; or that nobody knows, where the answer was lost.
 */
import type { Problem } from '@/components/read-json';
import { Notice } from '@/components/ui/notice';
import { messages } from '@/messages';

export function NotSaved({ problem }: { readonly problem: Problem }) {
  const { known } = problem;
  return (
    <Notice
      tone={known ? 'bad' : 'warn'}
      title={known ? messages.settings.failed : messages.dialogs.unknownTitle}
      alert
    >
      <p>{known ? problem.detail : messages.dialogs.unknown}</p>
    </Notice>
  );
}
