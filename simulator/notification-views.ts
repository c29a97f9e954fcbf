/** What the controls tell of a notification. Pure; it refuses to let a token, a code or a signature through. */
import { type Attempt, type Notification } from './ledger';
import { maskBody, maskHeaders } from './mask';

function moment(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** A line about an attempt, without what travelled. */
export function attemptView({ at, status, acknowledged, problem, fault = null, origin = 'schedule' }: Attempt) {
  return { at: moment(at), status, acknowledged, problem, fault, origin };
}

/** `waits`: it is held back until another of its kind has gone. `begun`: what was wrong with an attempt that was never written down. */
export function notificationView(notification: Notification, waits: boolean) {
  const { id, kind, url, subject, attempts, acknowledged, nextAt, createdAt, begun = null } = notification;
  return {
    id,
    kind,
    url,
    subject,
    attempts: attempts.map(attemptView),
    acknowledged,
    waits,
    begun,
    nextAt: moment(nextAt),
    createdAt: moment(createdAt),
  };
}

export function notificationDetail(notification: Notification, waits: boolean) {
  return {
    ...notificationView(notification, waits),
    body: maskBody(notification.body),
    attempts: notification.attempts.map((attempt) => ({
      ...attemptView(attempt),
      headers: attempt.headers ? maskHeaders(attempt.headers) : null,
    })),
  };
}
