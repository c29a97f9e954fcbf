/**
 * Whether a case waits for a person, with its shape.
 */
import { StatusMark } from '@/components/ui/status-mark';
import type { CaseView } from '@/lib/cases/views';
import { messages } from '@/messages';

interface CaseStatusProps {
  readonly status: CaseView['status'];
  readonly pill?: boolean;
}

export function CaseStatus({ status, pill = false }: CaseStatusProps) {
  const words = pill ? messages.cases.statusLong : messages.cases.status;
  return status === 'OPEN' ? (
    <StatusMark tone="warn" shape="case" pill={pill}>
      {words.OPEN}
    </StatusMark>
  ) : (
    <StatusMark tone="off" shape="check" pill={pill}>
      {words.CLOSED}
    </StatusMark>
  );
}
