/**
 * What was refused when a plain form came back to its page. The address names only a code; unknown ones say nothing.
 */
import { Notice } from '@/components/ui/notice';
import { account as words } from '@/messages/en/account';

export function ProblemNotice({ code }: { readonly code: string | undefined }) {
  const problem = code !== undefined && Object.hasOwn(words.problems, code) ? words.problems[code] : undefined;
  if (!problem) return null;
  return (
    <Notice tone="bad" title={problem.title} alert>
      <p>{problem.text}</p>
    </Notice>
  );
}
