/**
 * How a kept notification moves. Pure and safe in the browser.
 */
import type { NotificationStatus } from '@/db/schema/notifications';
import { defineStateTable } from '@/lib/kit/state-table';

export const NOTIFICATION_EVENTS = ['applied', 'subject_unknown', 'contradicts', 'unreadable'] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

export const notificationStates = defineStateTable<NotificationStatus, NotificationEvent>(
  {
    RECEIVED: { applied: 'APPLIED', subject_unknown: 'WAITING', contradicts: 'SET_ASIDE', unreadable: 'SET_ASIDE' },
    WAITING: { applied: 'APPLIED', contradicts: 'SET_ASIDE' },
    APPLIED: {},
    // By an operator's hand alone: nothing applies it again by itself.
    SET_ASIDE: { applied: 'APPLIED' },
  },
  NOTIFICATION_EVENTS,
);
