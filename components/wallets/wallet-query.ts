/**
 * The query keys and options of linking: one attempt, watched until its status is final; and the staff's acts on a wallet.
 */
import { queryOptions } from '@tanstack/react-query';
import { postJson, readJson } from '@/components/read-json';
import { FRESH_MS, lookAgainMs } from '@/components/watch';
import { authorizationStates } from '@/lib/wallets/states';
import type { AttemptView } from '@/lib/wallets/views';

/** @param seed the attempt as the server rendered it @param door where it is asked for */
export function attemptQuery(seed: AttemptView, door: string) {
  return queryOptions({
    queryKey: ['wallets', 'attempts', seed.id],
    queryFn: ({ signal }) => readJson<AttemptView>(`${door}/${seed.id}`, { signal }),
    initialData: seed,
    staleTime: FRESH_MS,
    refetchInterval: ({ state }) =>
      lookAgainMs(state.data !== undefined && authorizationStates.isFinal(state.data.status), state.dataUpdateCount),
  });
}

export type WalletAct = 'pause' | 'resume' | 'revoke';

/** @throws Problem */
export function actOnWallet(id: string, act: WalletAct): Promise<unknown> {
  return postJson<unknown>(`/api/admin/wallets/${id}/${act}`, {});
}
