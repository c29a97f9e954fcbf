/**
 * How an endpoint and a delivery move. Pure and safe in the browser.
 */
import type { DeliveryStatus, EndpointStatus } from '@/db/schema/webhooks';
import { defineStateTable } from '@/lib/kit/state-table';

export const ENDPOINT_EVENTS = ['paused', 'resumed'] as const;
export type EndpointEvent = (typeof ENDPOINT_EVENTS)[number];

export const endpointStates = defineStateTable<EndpointStatus, EndpointEvent>(
  {
    ACTIVE: { paused: 'PAUSED' },
    PAUSED: { resumed: 'ACTIVE' },
  },
  ENDPOINT_EVENTS,
);

export const DELIVERY_EVENTS = ['got_through', 'given_up', 'sent_again'] as const;
export type DeliveryEvent = (typeof DELIVERY_EVENTS)[number];

export const deliveryStates = defineStateTable<DeliveryStatus, DeliveryEvent>(
  {
    PENDING: { got_through: 'DELIVERED', given_up: 'FAILED', sent_again: 'PENDING' },
    DELIVERED: { sent_again: 'PENDING' },
    // An attempt that was taken for dead may still come back with a yes.
    FAILED: { got_through: 'DELIVERED', sent_again: 'PENDING' },
  },
  DELIVERY_EVENTS,
);
