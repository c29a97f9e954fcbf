/**
 * The one word for a key's state, with its shape.
 */
import type { IconName } from '@/components/ui/icon';
import { StatusMark, type Tone } from '@/components/ui/status-mark';
import type { ApiKeyView } from '@/lib/auth/api-key-views';
import { apiKeys as words } from '@/messages/en/api-keys';

const looks: Record<ApiKeyView['status'], { readonly tone: Tone; readonly shape?: IconName }> = {
  ACTIVE: { tone: 'ok' },
  EXPIRING: { tone: 'warn' },
  EXPIRED: { tone: 'off', shape: 'clock' },
  REVOKED: { tone: 'off' },
};

export function KeyStatus({ status }: { readonly status: ApiKeyView['status'] }) {
  return <StatusMark {...looks[status]}>{words.status[status]}</StatusMark>;
}
