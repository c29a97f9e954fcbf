/**
 * What came of a notification, in one word with its shape.
 */
import type { IconName } from '@/components/ui/icon';
import { StatusMark, type Tone } from '@/components/ui/status-mark';
import type { NotificationView } from '@/lib/notifications/views';
import { messages } from '@/messages';

const words = messages.notifications;

const looks: Record<NotificationView['status'], { readonly tone: Tone; readonly shape?: IconName }> = {
  RECEIVED: { tone: 'wait' },
  APPLIED: { tone: 'ok' },
  WAITING: { tone: 'warn' },
  SET_ASIDE: { tone: 'warn', shape: 'case' },
  REFUSED: { tone: 'bad' },
};

interface NotificationStatusProps {
  readonly status: NotificationView['status'];
  readonly pill?: boolean;
}

export function NotificationStatus({ status, pill }: NotificationStatusProps) {
  return (
    <StatusMark {...looks[status]} pill={pill}>
      {words.status[status]}
    </StatusMark>
  );
}

/** What came of it or why it was refused, in a few words; a reason that is not known here is shown as it is. */
export function outcomeText({ status, outcome }: Pick<NotificationView, 'status' | 'outcome'>): string | null {
  if (outcome === null) return null;
  return (status === 'REFUSED' ? words.refusals : words.outcomes)[outcome] ?? outcome;
}
