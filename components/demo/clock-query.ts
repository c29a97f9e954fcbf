/**
 * The query of the demo's clock. It may be moved while a page is open, so the page looks again now and then.
 */
import { queryOptions } from '@tanstack/react-query';
import { readJson } from '@/components/read-json';
import type { DemoClockView } from '@/lib/demo/views';

const LOOK_AGAIN_MS = 5_000;

/** `seed` is the clock as the server rendered it. */
export function demoClockQuery(seed: DemoClockView) {
  return queryOptions({
    queryKey: ['demo', 'clock'],
    queryFn: ({ signal }) => readJson<DemoClockView>('/api/demo/clock', { signal }),
    initialData: seed,
    staleTime: LOOK_AGAIN_MS,
    refetchInterval: LOOK_AGAIN_MS,
  });
}
