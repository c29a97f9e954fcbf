/**
 * For tests: speaks with the REST API as another system does, by Requests to its router; the world's own runtime stands
 * behind it.
 */
import { apiHandlers } from '@/app/api/v1/handlers';
import { API_SCOPES, type ApiScope } from '@/db/schema/api-keys';
import { createApiKey } from '@/lib/auth/create-api-key';
import type { Runtime } from '@/lib/runtime';
import { ADDRESS_HEADER } from '@/lib/web/address';
import { apiRouter } from '@/lib/web/api-router';
import { installWebRuntime } from '@/lib/web/runtime';

const router = apiRouter(apiHandlers);
export const API_ORIGIN = 'http://localhost:3000';

export interface ApiReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** As a client without types sees it; empty where there was no JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface ApiClient {
  readonly key: string;
  get(path: string, headers?: Record<string, string>): Promise<ApiReply>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiReply>;
  send(method: string, path: string, init?: { body?: string; headers?: Record<string, string> }): Promise<ApiReply>;
}

export async function newKey(runtime: Runtime, scopes: readonly ApiScope[] = API_SCOPES): Promise<string> {
  const ctx = runtime.contextFor({ kind: 'system', name: 'admin command' });
  return (await createApiKey(ctx, { name: `a key for ${scopes.join(' ')}`, scopes })).key;
}

/** @param key null sends none */
export function apiClient(runtime: Runtime, key: string | null): ApiClient {
  installWebRuntime(runtime);
  const send: ApiClient['send'] = async (method, path, { body, headers = {} } = {}) => {
    const all = new Headers({ accept: 'application/json', [ADDRESS_HEADER]: '203.0.113.9', ...headers });
    if (key !== null && !all.has('authorization')) all.set('authorization', `Bearer ${key}`);
    const url = new URL(`/api/v1${path}`, API_ORIGIN);
    const request = new Request(url, { method, headers: all, ...(body !== undefined && { body }) });
    const segments = url.pathname.split('/').slice(3).map(decodeURIComponent);
    const response = await router(request, { params: Promise.resolve({ path: segments }) });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  };
  return {
    key: key ?? '',
    get: (path, headers) => send('GET', path, { headers }),
    post: (path, body, headers) =>
      send('POST', path, {
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      }),
    send,
  };
}

/** An API client with a key of these scopes. */
export async function apiFor(runtime: Runtime, scopes?: readonly ApiScope[]): Promise<ApiClient> {
  return apiClient(runtime, await newKey(runtime, scopes));
}
