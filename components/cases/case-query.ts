/**
 * The query keys and options of cases: one case, watched while its money is on its way back.
 */
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { postJson, readJson } from '@/components/read-json';
import { FRESH_MS, lookAgainMs } from '@/components/watch';
import type { CaseView } from '@/lib/cases/views';
import type { OrderReturns } from '@/lib/refunds/order-returns-view';
import type { RefundView } from '@/lib/refunds/views';

/** A case as its page has it: with what goes back of its order, where it is about one. */
export interface CaseForStaff extends CaseView {
  readonly returns: OrderReturns | null;
}

export function caseQuery(seed: CaseForStaff) {
  return queryOptions({
    queryKey: caseKey(seed.id),
    queryFn: ({ signal }) => readJson<CaseForStaff>(`/api/admin/cases/${seed.id}`, { signal }),
    initialData: seed,
    staleTime: FRESH_MS,
    refetchInterval: ({ state }) =>
      lookAgainMs(state.data === undefined || !isUnderWay(state.data), state.dataUpdateCount),
  });
}

function isUnderWay({ status, returns }: CaseForStaff): boolean {
  return status === 'OPEN' && isOnItsWay(returns);
}

export function isOnItsWay(returns: OrderReturns | null): boolean {
  return [...(returns?.cancels ?? []), ...(returns?.refunds ?? [])].some((asked) => asked.status === 'INIT');
}

/** The refund that a case is about; null where it is about something else. */
export function refundOf({ subjectId, returns }: CaseForStaff): RefundView | null {
  return returns?.refunds.find(({ id }) => id === subjectId) ?? null;
}

function caseKey(id: string) {
  return ['admin', 'cases', id] as const;
}

export function lookAtCaseAgain(client: QueryClient, id: string): Promise<void> {
  return client.invalidateQueries({ queryKey: caseKey(id) });
}

/** @throws Problem */
export function actOnCase(id: string, act: 'close' | 'return', input: unknown): Promise<CaseView> {
  return postJson<CaseView>(`/api/admin/cases/${id}/${act}`, input);
}
