/**
 * What is asked about keys of the REST API.
 */
import { postJson } from '@/components/read-json';

/** The only answer that holds a key's text; nothing keeps it but the dialog that shows it. */
export interface KeyMade {
  readonly keyId: string;
  readonly key: string;
}

/** @throws Problem */
export function createKey(input: unknown): Promise<KeyMade> {
  return postJson<KeyMade>('/api/admin/api-keys', input);
}

/** @throws Problem */
export function revokeKey(id: string): Promise<unknown> {
  return postJson(`/api/admin/api-keys/${id}/revoke`, {});
}
