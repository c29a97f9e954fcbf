/**
 * How a refund moves: one refundRequestId is moved once by a result. Pure and safe in the browser.
 */
import type { RefundStatus } from '@/db/schema/refunds';
import { defineStateTable } from '@/lib/kit/state-table';

export const REFUND_EVENTS = ['refunded', 'failed'] as const;
export type RefundEvent = (typeof REFUND_EVENTS)[number];

export const refundStates = defineStateTable<RefundStatus, RefundEvent>(
  {
    INIT: { refunded: 'SUCCESS', failed: 'FAIL' },
    SUCCESS: {},
    FAIL: {},
  },
  REFUND_EVENTS,
);

/** Our own code of a refund that was not sent, because one before it, which had failed with us, was paid after all. */
export const EARLIER_REFUND_PAID = 'EARLIER_REFUND_PAID';
