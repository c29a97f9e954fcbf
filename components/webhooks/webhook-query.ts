/**
 * What is asked of webhooks: endpoints and what was sent to them.
 */
import { queryOptions } from '@tanstack/react-query';
import { postJson, readJson } from '@/components/read-json';
import { FRESH_MS, lookAgainMs } from '@/components/watch';
import type { WebhookDeliveryDetail, WebhookEndpointView } from '@/lib/webhooks/views';

/** Made once, shown once. */
export interface SecretShown {
  readonly endpointId: string;
  readonly secret: string;
}

export interface EndpointTyped {
  readonly url: string;
  readonly description: string;
  readonly events: WebhookEndpointView['events'];
}

/** @throws Problem */
export function createEndpoint(input: EndpointTyped): Promise<SecretShown> {
  return postJson<SecretShown>('/api/admin/webhooks', input);
}

/** @throws Problem */
export function changeEndpoint(id: string, input: EndpointTyped): Promise<unknown> {
  return postJson<unknown>(`/api/admin/webhooks/${id}`, input);
}

/** @throws Problem */
export function rotateSecret(id: string, oldSecret: string): Promise<SecretShown> {
  return postJson<SecretShown>(`/api/admin/webhooks/${id}/rotate`, { oldSecret });
}

export type PlainAct = 'pause' | 'resume' | 'remove' | 'test';

/** @throws Problem */
export function actOnEndpoint(id: string, act: PlainAct): Promise<unknown> {
  return postJson<unknown>(`/api/admin/webhooks/${id}/${act}`, {});
}

/** @throws Problem */
export function resendRange(id: string, input: { from: string; to: string; status?: string }): Promise<unknown> {
  return postJson<unknown>(`/api/admin/webhooks/${id}/resend`, input);
}

/** Watched while it is being sent; the next attempt may be half a day away. */
export function deliveryQuery(seed: WebhookDeliveryDetail) {
  return queryOptions({
    queryKey: deliveryKey(seed.id),
    queryFn: ({ signal }) => readJson<WebhookDeliveryDetail>(`/api/admin/webhook-deliveries/${seed.id}`, { signal }),
    initialData: seed,
    staleTime: FRESH_MS,
    refetchInterval: ({ state }) =>
      lookAgainMs(state.data === undefined || !isBeingSent(state.data), state.dataUpdateCount),
  });
}

function isBeingSent({ status, endpoint, attempts, nextAttemptAt }: WebhookDeliveryDetail): boolean {
  return status === 'PENDING' && endpoint.status === 'ACTIVE' && (attempts === 0 || nextAttemptAt === null);
}

export function deliveryKey(id: string) {
  return ['admin', 'webhook-deliveries', id] as const;
}

/** @throws Problem */
export function resendDelivery(id: string): Promise<WebhookDeliveryDetail> {
  return postJson<WebhookDeliveryDetail>(`/api/admin/webhook-deliveries/${id}/resend`, {});
}
