/**
 * How a payment moves, and a cancel of it. One paymentRequestId is moved once by a result; a success may still be cancelled in
 * time. Pure and safe in the browser.
 */
import type { PaymentStatus } from '@/db/schema/orders';
import type { CancelStatus } from '@/db/schema/refunds';
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

export const CANCEL_EVENTS = ['cancelled', 'refused'] as const;
export type CancelEvent = (typeof CANCEL_EVENTS)[number];

/** While one is INIT, neither a retry nor a refund of its payment begins. */
export const cancelStates = defineStateTable<CancelStatus, CancelEvent>(
  {
    INIT: { cancelled: 'SUCCESS', refused: 'FAIL' },
    SUCCESS: {},
    FAIL: {},
  },
  CANCEL_EVENTS,
);

/** Whether a page has anything left to wait for. A paid order may still be cancelled, but nobody waits for that. */
export function isSettled(status: PaymentStatus): boolean {
  return status !== 'INIT';
}
