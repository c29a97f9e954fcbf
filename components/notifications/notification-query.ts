/**
 * What is asked of a kept notification.
 */
import { postJson } from '@/components/read-json';
import type { NotificationView } from '@/lib/notifications/views';

export interface Replayed {
  readonly status: Exclude<NotificationView['status'], 'REFUSED'>;
  readonly outcome: string | null;
}

/** @throws Problem */
export function replayNotification(id: string): Promise<Replayed> {
  return postJson<Replayed>(`/api/admin/notifications/${id}/replay`, {});
}
