/**
 * How a payment moves. One paymentRequestId is moved once by a result; a success may still be cancelled in time.
 * Pure and safe in the browser.
 */
import type { PaymentStatus } from '@/db/schema/orders';
import { defineStateTable } from '@/lib/kit/state-table';

export const PAYMENT_EVENTS = ['paid', 'failed', 'cancelled'] as const;
export type PaymentEvent = (typeof PAYMENT_EVENTS)[number];

export const paymentStates = defineStateTable<PaymentStatus, PaymentEvent>(
  {
    INIT: { paid: 'SUCCESS', failed: 'FAIL', cancelled: 'CANCELLED' },
    SUCCESS: { cancelled: 'CANCELLED' },
    FAIL: {},
    CANCELLED: {},
  },
  PAYMENT_EVENTS,
);

/** The result a status stands for; null while nothing is known. */
export const eventOfStatus: Record<PaymentStatus, PaymentEvent | null> = {
  INIT: null,
  SUCCESS: 'paid',
  FAIL: 'failed',
  CANCELLED: 'cancelled',
};

/** Whether a page has anything left to wait for. A paid order may still be cancelled, but nobody waits for that. */
export function isSettled(status: PaymentStatus): boolean {
  return status !== 'INIT';
}
