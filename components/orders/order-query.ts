/**
 * The query keys and options of orders: one order, watched until its status is settled, for the customer and for staff.
 */
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { postJson, readJson } from '@/components/read-json';
import { isNothing } from '@/components/ui/amount';
import { FRESH_MS, lookAgainMs } from '@/components/watch';
import type { CaseView } from '@/lib/cases/views';
import type { AdminOrderDetail } from '@/lib/orders/truth';
import { isSettled } from '@/lib/payments/states';
import type { OrderReturns } from '@/lib/refunds/order-returns-view';
import type { OwnOrder } from '@/lib/refunds/own-order-view';

/** `seed` is the order as the server rendered it. */
export function customerOrderQuery(seed: OwnOrder) {
  return queryOptions({
    queryKey: ownOrderKey(seed.id),
    queryFn: ({ signal }) => readJson<OwnOrder>(`/api/me/orders/${seed.id}`, { signal }),
    initialData: seed,
    staleTime: FRESH_MS,
    refetchInterval: ({ state }) =>
      lookAgainMs(state.data !== undefined && !isToWatch(state.data), state.dataUpdateCount),
  });
}

/** The debit, or money on its way back, has no result yet. */
export function isOwnUnderWay({ status, refundPending, cancelling }: OwnOrder): boolean {
  return !isSettled(status) || cancelling || !isNothing(refundPending);
}

function isToWatch(order: OwnOrder): boolean {
  return isOwnUnderWay(order) || order.surplus.some(({ state }) => state !== 'returned');
}

function ownOrderKey(id: string) {
  return ['orders', id] as const;
}

/** @throws Problem */
export function actOnOwnOrder(id: string, act: 'retry' | 'confirm' | 'drop', input: unknown = {}): Promise<OwnOrder> {
  return postJson<OwnOrder>(`/api/me/orders/${id}/${act}`, input);
}

/** What an act answered is shown at once. */
export function showOwnOrder(client: QueryClient, order: OwnOrder): void {
  client.setQueryData(ownOrderKey(order.id), order);
}

/** After an act that was refused, or whose answer was lost. */
export function lookAtOwnOrderAgain(client: QueryClient, id: string): Promise<void> {
  return client.invalidateQueries({ queryKey: ownOrderKey(id) });
}

/** An order as its page for staff has it. */
export interface OrderForStaff extends AdminOrderDetail {
  readonly returns: OrderReturns;
  readonly openCases: readonly CaseView[];
}

export function adminOrderQuery(seed: OrderForStaff) {
  return queryOptions({
    queryKey: adminOrderKey(seed.id),
    queryFn: ({ signal }) => readJson<OrderForStaff>(`/api/admin/orders/${seed.id}`, { signal }),
    initialData: seed,
    staleTime: FRESH_MS,
    refetchInterval: ({ state }) =>
      lookAgainMs(state.data !== undefined && !isUnderWay(state.data), state.dataUpdateCount),
  });
}

/** The debit, or money on its way back, has no result yet. */
export function isUnderWay({ status, returns }: OrderForStaff): boolean {
  return !isSettled(status) || [...returns.cancels, ...returns.refunds].some((asked) => asked.status === 'INIT');
}

function adminOrderKey(id: string) {
  return ['admin', 'orders', id] as const;
}

type OrderAct = 'cancel' | 'refunds' | 'retry' | 'confirm' | 'drop';

/** @throws Problem */
export function actOnOrder(id: string, act: OrderAct, input: unknown = {}): Promise<OrderForStaff> {
  return postJson<OrderForStaff>(`/api/admin/orders/${id}/${act}`, input);
}

/** What an act answered is shown at once. */
export function showOrder(client: QueryClient, order: OrderForStaff): void {
  client.setQueryData(adminOrderKey(order.id), order);
}

/** After an act that answered with something else than the order, was refused, or whose answer was lost. */
export function lookAtOrderAgain(client: QueryClient, id: string): Promise<void> {
  return client.invalidateQueries({ queryKey: adminOrderKey(id) });
}

/** @throws Problem */
export function placeOrderFor(input: unknown): Promise<AdminOrderDetail> {
  return postJson<AdminOrderDetail>('/api/admin/orders', input);
}

export interface Placement {
  readonly productId: string;
  readonly walletId: string;
  /** Made once per page view: pressing twice places one order. */
  readonly placementKey: string;
}

/** @throws Problem */
export function placeOrder(placement: Placement): Promise<OwnOrder> {
  return postJson<OwnOrder>('/api/me/orders', placement);
}
