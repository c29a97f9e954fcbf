/**
 * What was not saved, and why; or that nobody knows, where the answer was lost.
 */
import { unshown, type Problem } from '@/components/read-json';
import { Notice } from '@/components/ui/notice';
import { messages } from '@/messages';

interface NotSavedProps {
  readonly problem: Problem;
  /** The fields that say themselves what is wrong with them. */
  readonly shown: readonly string[];
}

export function NotSaved({ problem, shown }: NotSavedProps) {
  const { known } = problem;
  return (
    <Notice
      tone={known ? 'bad' : 'warn'}
      title={known ? messages.settings.failed : messages.dialogs.unknownTitle}
      alert
    >
      <p>{known ? problem.detail : messages.dialogs.unknown}</p>
      {unshown(problem, shown).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Notice>
  );
}
