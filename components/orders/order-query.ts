/**
 * The query keys and options of orders: one order, watched until its status is settled, for the customer and for staff.
 */
import { queryOptions } from '@tanstack/react-query';
import { postJson, readJson } from '@/components/read-json';
import { FRESH_MS, lookAgainMs } from '@/components/watch';
import type { AdminOrderDetail } from '@/lib/orders/truth';
import type { CustomerOrder } from '@/lib/orders/views';
import { isSettled } from '@/lib/payments/states';

/** `seed` is the order as the server rendered it. */
export function customerOrderQuery(seed: CustomerOrder) {
  return queryOptions({
    queryKey: ['orders', seed.id],
    queryFn: ({ signal }) => readJson<CustomerOrder>(`/api/me/orders/${seed.id}`, { signal }),
    initialData: seed,
    staleTime: FRESH_MS,
    refetchInterval: ({ state }) =>
      lookAgainMs(state.data !== undefined && isSettled(state.data.status), state.dataUpdateCount),
  });
}

export function adminOrderQuery(seed: AdminOrderDetail) {
  return queryOptions({
    queryKey: ['admin', 'orders', seed.id],
    queryFn: ({ signal }) => readJson<AdminOrderDetail>(`/api/admin/orders/${seed.id}`, { signal }),
    initialData: seed,
    staleTime: FRESH_MS,
    refetchInterval: ({ state }) =>
      lookAgainMs(state.data !== undefined && isSettled(state.data.status), state.dataUpdateCount),
  });
}

export interface Placement {
  readonly productId: string;
  readonly walletId: string;
  /** Made once per page view: pressing twice places one order. */
  readonly placementKey: string;
}

/** @throws Problem */
export function placeOrder(placement: Placement): Promise<CustomerOrder> {
  return postJson<CustomerOrder>('/api/me/orders', placement);
}
