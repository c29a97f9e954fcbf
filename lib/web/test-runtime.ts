/**
 * For tests of doors: a runtime on a test database, and requests as a browser would send them. No web server is needed,
 * since a door is a function from Request to Response.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { MovableClock } from '@/lib/kit/clock';
import { loadEnv, type Source } from '@/lib/kit/env';
import { createRuntime, type Runtime } from '@/lib/runtime';
import { ADDRESS_HEADER } from './address';
import type { Door } from './doorframe';
import { closeWebRuntime, installWebRuntime } from './runtime';

export const TEST_ORIGIN = 'http://localhost:3000';

/** Nothing listens on the discard port: a test that needs no database must not reach one by chance. */
const NO_DATABASE = 'postgres://nobody@127.0.0.1:9/nothing';

/** Puts a runtime in place for the doors of this process; `stop` takes it away. */
export function startTestRuntime(
  databaseUrl = NO_DATABASE,
  variables: Source = {},
  clock?: MovableClock,
): { runtime: Runtime; stop(): Promise<void> } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const env = loadEnv({
    MANDATE_MODE: 'demo',
    DATABASE_URL: databaseUrl,
    APP_URL: TEST_ORIGIN,
    AUTH_SECRET: 'a secret of tests, long enough to be taken',
    TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    ALIPAY_GATEWAY_URL: 'http://localhost:9',
    ALIPAY_CLIENT_ID: 'SANDBOX_5Y0000000000000000',
    ALIPAY_MERCHANT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ALIPAY_PUBLIC_KEYS: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    ...variables,
  });
  const runtime = createRuntime(env, { name: 'test', poolSize: 4, clock });
  runtime.log.level = 'silent';
  installWebRuntime(runtime);
  return { runtime, stop: closeWebRuntime };
}

export interface TestRequest {
  readonly path?: string;
  readonly json?: unknown;
  readonly form?: Record<string, string>;
  readonly cookie?: string;
  readonly address?: string;
  readonly headers?: Record<string, string>;
  readonly params?: Record<string, string | string[]>;
}

/** Posts as our own page does, with script (`json`) or without (`form`). */
export function post(door: Door, request: TestRequest = {}): Promise<Response> {
  const isForm = request.form !== undefined;
  const body = isForm ? new URLSearchParams(request.form).toString() : JSON.stringify(request.json ?? {});
  return send(
    door,
    { ...request, method: 'POST', body },
    {
      origin: TEST_ORIGIN,
      accept: isForm ? 'text/html' : 'application/json',
      'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
    },
  );
}

export function get(door: Door, request: TestRequest = {}): Promise<Response> {
  return send(door, { ...request, method: 'GET' }, { accept: 'application/json' });
}

function send(
  door: Door,
  request: TestRequest & { readonly method: string; readonly body?: string },
  usual: Record<string, string>,
): Promise<Response> {
  const headers = new Headers(usual);
  headers.set(ADDRESS_HEADER, request.address ?? '203.0.113.7');
  if (request.cookie) headers.set('cookie', request.cookie);
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (value === '') headers.delete(name);
    else headers.set(name, value);
  }
  const url = new URL(request.path ?? '/api/test', TEST_ORIGIN);
  const { method, body } = request;
  return door(new Request(url, { method, headers, body }), { params: Promise.resolve(request.params ?? {}) });
}

/** The session cookie an answer sets, as a browser would send it back; null when it sets or keeps none. */
export function sessionCookieOf(response: Response): string | null {
  for (const cookie of response.headers.getSetCookie()) {
    const pair = cookie.split(';')[0]!;
    if (pair.includes('session-token=') && !pair.endsWith('=')) return pair;
  }
  return null;
}
