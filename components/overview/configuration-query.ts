/**
 * The query of the open stop, watched while it lasts, and the act that tries again.
 */
import { queryOptions } from '@tanstack/react-query';
import { postJson, readJson } from '@/components/read-json';
import { FRESH_MS, lookAgainMs } from '@/components/watch';
import type { ConfigurationStopView } from '@/lib/configuration/views';

export interface StopTold {
  readonly stop: ConfigurationStopView | null;
}

/** While Alipay is being asked the answer is a matter of seconds. */
const ASKING_MS = 1_000;

/**
 * @param seed the stop as the server rendered it
 * @param isAsking whether somebody has just pressed "Try now"
 */
export function configurationStopQuery(seed: ConfigurationStopView, isAsking: boolean) {
  return queryOptions({
    queryKey: ['admin', 'configuration', seed.id],
    queryFn: ({ signal }) => readJson<StopTold>('/api/admin/configuration', { signal }),
    initialData: { stop: seed } as StopTold,
    staleTime: FRESH_MS,
    refetchInterval: ({ state }) =>
      isAsking ? ASKING_MS : lookAgainMs(state.data?.stop === null, state.dataUpdateCount),
  });
}

/** @throws Problem */
export function tryNow(): Promise<StopTold> {
  return postJson<StopTold>('/api/admin/configuration/probe', {});
}
