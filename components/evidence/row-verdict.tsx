/** What was recorded of a message's signature when it came: a shape and a word. */
import type { IconName } from '@/components/ui/icon';
import { StatusMark, type Tone } from '@/components/ui/status-mark';
import type { EvidenceRow } from '@/lib/evidence/views';
import { signatureLab as words } from '@/messages/en/signature-lab';

const marks: Record<EvidenceRow['verdict'], { readonly tone: Tone; readonly shape?: IconName }> = {
  valid: { tone: 'ok', shape: 'check' },
  invalid: { tone: 'bad' },
  missing: { tone: 'bad' },
  unknown_key: { tone: 'bad' },
  foreign_client: { tone: 'bad' },
  no_answer: { tone: 'off' },
};

export function RowVerdict({ verdict }: Pick<EvidenceRow, 'verdict'>) {
  return <StatusMark {...marks[verdict]}>{words.rowVerdicts[verdict]}</StatusMark>;
}

/** "pay, answer" or "Payment notification, refused". */
export function messageName({ kind, name, direction }: EvidenceRow): string {
  if (kind === 'call') return direction === 'request' ? words.message.request(name) : words.message.response(name);
  const door = words.doors[name] ?? name;
  return kind === 'refused' ? words.message.refused(door) : words.message.notification(door);
}

/** Where a message is examined; `direction` chooses the half of a call. */
export function examinationAddress(id: string, direction: EvidenceRow['direction']): string {
  return `/admin/signature-lab/${id}${direction === 'request' ? '?part=request' : ''}`;
}
