/**
 * What is asked of webhooks: endpoints and what was sent to them.
 */
import { postJson } from '@/components/read-json';
import type { WebhookEndpointView } from '@/lib/webhooks/views';

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

/** @throws Problem */
export function resendDelivery(id: string): Promise<unknown> {
  return postJson<unknown>(`/api/admin/webhook-deliveries/${id}/resend`, {});
}
