/**
 * Every call of the REST API's table at its door: whose key it is, what it may do and how often, what is no request at all,
 * and that nothing is ever answered which the OpenAPI document does not declare.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST as signIn } from '@/app/api/auth/sign-in/route';
import { GET as readDocument } from '@/app/api/v1/openapi.json/route';
import { API_SCOPES, apiKeys, type ApiScope } from '@/db/schema/api-keys';
import { users } from '@/db/schema/users';
import { API_ORIGIN, apiClient, apiFor, type ApiClient, type ApiReply } from '@/e2e/test-api';
import { addressOf, callNames, callOf, startApiRequests, unknownId, type ApiRequests } from '@/e2e/test-api-calls';
import { operationsOf, undeclaredIn, type OpenApi, type Operation } from '@/e2e/test-openapi';
import { STAFF_PASSWORD, startTestWorld, type TestWorld } from '@/e2e/test-world';
import type { ApiCallName } from '@/lib/api/calls';
import { createApiKey } from '@/lib/auth/create-api-key';
import { revokeApiKey } from '@/lib/auth/revoke-api-key';
import { scopesFor } from '@/lib/auth/roles';
import type { RefusalCode } from '@/lib/kit/errors';
import { ADDRESS_HEADER } from '@/lib/web/address';
import { apiDoor } from '@/lib/web/api-door';
import { BODY_BYTES_MAX } from '@/lib/web/body';
import { KeyRateLimit } from '@/lib/web/rate-limit';
import { post, sessionCookieOf } from '@/lib/web/test-runtime';
import { actorOf } from '@/lib/web/visitor';
import { apiHandlers } from './handlers';

let world: TestWorld;
let requests: ApiRequests;
let api: ApiClient;
let document: OpenApi;
const clients = new Map<ApiScope, ApiClient>();
const operations = new Map<string, Operation>();
const seen = new Map<string, Set<number>>();

beforeAll(async () => {
  world = await startTestWorld();
  requests = await startApiRequests(world);
  ({ api } = requests);
  for (const scope of API_SCOPES) clients.set(scope, await apiFor(world.runtime, [scope]));
  document = (await (await readDocument(new Request(`${API_ORIGIN}/api/v1/openapi.json`))).json()) as OpenApi;
  for (const { operation } of operationsOf(document)) operations.set(operation.operationId, operation);
});
afterAll(() => world.stop());

const problem = (code: string) => `urn:mandate:problem:${code}`;

/** That the document declares all of an answer. */
function expectDeclared(name: ApiCallName, reply: ApiReply): void {
  const operation = operations.get(name);
  expect(operation, `the document has no operation ${name}`).toBeDefined();
  expect(undeclaredIn(document, operation!, reply)).toEqual([]);
  seen.set(name, (seen.get(name) ?? new Set()).add(reply.status));
}

function expectRefused(name: ApiCallName, reply: ApiReply, status: number, code: string): void {
  expect([reply.status, reply.body.type, reply.body.status], reply.text).toEqual([status, problem(code), status]);
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
  expectDeclared(name, reply);
}

const { good, send } = {
  good: (name: ApiCallName) => requests.good(name),
  send: (...args: Parameters<ApiRequests['send']>) => requests.send(...args),
};

/** By its address alone: what is refused before anything is looked at needs nothing that is there. */
function anywhere(name: ApiCallName) {
  const { id } = callOf(name);
  return id ? { id: unknownId(id) } : {};
}

describe.each(callNames)('the call %s', (name) => {
  const call = callOf(name);
  const allowed = scopesFor(call.action);
  const isAnswered = Object.keys(call.answers).map(Number);

  test.each(API_SCOPES)('is open to the scope %s as the table of scopes says', async (scope) => {
    const client = clients.get(scope)!;
    if (allowed.includes(scope)) {
      const reply = await send(client, name, await good(name));
      expect(isAnswered, reply.text).toContain(reply.status);
      expect(reply.headers.get('ratelimit-limit')).toBe('1000');
      expectDeclared(name, reply);
    } else {
      const reply = await send(client, name, anywhere(name));
      expectRefused(name, reply, 403, 'key_out_of_scope');
      expect(reply.body.detail).toContain(`It needs the scope ${allowed.join(' or ')}.`);
    }
  });

  test('is closed to a key with every other scope together', async () => {
    const others = await apiFor(
      world.runtime,
      API_SCOPES.filter((scope) => !allowed.includes(scope)),
    );
    expectRefused(name, await send(others, name, await good(name)), 403, 'key_out_of_scope');
  });

  if (call.id)
    test('finds nothing under an id that nobody has, or that is none', async () => {
      const { id: mine = '', body } = await good(name);
      const prefix = call.id === 'ord' ? 'wal' : 'ord';
      const none = ['1', 'x'.repeat(300), mine.toLowerCase(), mine.slice(0, -1), `${mine}0`, mine.replace('_', '-')];
      for (const id of [unknownId(call.id!), unknownId(prefix), '%27%20or%201%3D1', '..', '\u0000', ...none]) {
        expectRefused(name, await send(api, name, { id, body }), 404, 'not_found');
      }
    });

  test('asks for a key, and says what is wrong with the one it got', async () => {
    const asked = anywhere(name);
    for (const [code, header] of await wrongKeys()) {
      const headers: Record<string, string> = header === null ? {} : { authorization: header };
      const reply = await send(apiClient(world.runtime, null), name, asked, headers);
      expectRefused(name, reply, 401, code);
      expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer\b/);
    }
  });

  test('is not opened by a session’s cookie, and looks at none beside a key', async () => {
    const cookie = await ownersCookie();
    const reply = await send(apiClient(world.runtime, null), name, anywhere(name), { cookie });
    expectRefused(name, reply, 401, 'key_missing');
    const beside = await send(api, name, await good(name), { cookie, origin: 'https://elsewhere.example' });
    expect(isAnswered, beside.text).toContain(beside.status);
    expect(beside.headers.getSetCookie()).toEqual([]);
  });

  test('counts what is asked, tells it on every answer, and refuses what is over the limit', async () => {
    const client = await apiFor(world.runtime);
    const narrow = (await apiFor(world.runtime, outside(allowed))).key;
    const door = limitedDoor(name, 2);
    for (const [key, status] of [
      [client.key, null],
      [narrow, 403],
    ] as const) {
      for (const [place, remaining] of ['1', '0'].entries()) {
        const id = place === 0 ? anywhere(name).id : 'none';
        const reply = await door(key, id);
        if (status) expect(reply.status).toBe(status);
        expect(reply.headers.get('ratelimit-limit'), reply.text).toBe('2');
        expect(reply.headers.get('ratelimit-remaining')).toBe(remaining);
        expect(reply.headers.get('ratelimit-policy')).toBe('"key";q=2;w=60');
        expect(reply.headers.get('retry-after')).toBeNull();
        expectDeclared(name, reply);
      }
      const over = await door(key, anywhere(name).id);
      expectRefused(name, over, 429, 'rate_limited');
      expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(over.headers.get('retry-after'))).toBeLessThanOrEqual(60);
      expect(over.headers.get('ratelimit-remaining')).toBe('0');
    }
  });

  if (call.body)
    test('takes a body only if it is JSON, not too large and of its fields', async () => {
      const asked = await good(name);
      const sendText = (body: string, type = 'application/json') =>
        api.send(call.method, addressOf(name, asked.id), {
          body,
          headers: { 'content-type': type, 'content-length': String(Buffer.byteLength(body)) },
        });
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
        expectRefused(name, await sendText(JSON.stringify(asked.body ?? {}), type), 415, 'unsupported_media_type');
      }
      expectRefused(name, await sendText(`"${'x'.repeat(BODY_BYTES_MAX)}"`), 413, 'body_too_large');
      for (const text of ['{', '{"a":1,}', "{'a':1}", 'nonsense', '{"a":1}{"b":2}', '\u{feff}{}x']) {
        expectRefused(name, await sendText(text), 400, 'malformed');
      }
      for (const text of ['null', '[]', '1', '"text"', '{"nobodyAskedForThis":1}', '{"__proto__":{"a":1}}']) {
        expectRefused(name, await sendText(text), 422, 'invalid_input');
      }
      const answer = await sendText(JSON.stringify(asked.body ?? {}), 'application/json; charset=utf-8');
      expect(isAnswered, answer.text).toContain(answer.status);
    });

  if (call.body && !call.bodyOptional)
    test('needs a body', async () => {
      const { id } = await good(name);
      expectRefused(name, await send(api, name, { id }), 415, 'unsupported_media_type');
      const reply = await send(api, name, { id, body: call.body!.safeParse({}).success ? { unknown: 1 } : {} });
      expectRefused(name, reply, 422, 'invalid_input');
      expect(Object.keys(reply.body.fields).length).toBeGreaterThan(0);
    });

  if (call.query)
    test('takes no filter that it does not know', async () => {
      const asked = await good(name);
      for (const query of ['nobodyAskedForThis=1', 'limit=0', 'limit=1&limit=2', '__proto__=1', 'limit=%00']) {
        const reply = await api.get(`${addressOf(name, asked.id)}?${query}`);
        expectRefused(name, reply, 422, 'invalid_input');
        expect(Object.keys(reply.body.fields)).toEqual([query.split('=')[0]]);
      }
    });

  if (call.answers[201] && call.answers[200])
    test('is answered with 201 once, and with 200 from then on', async () => {
      const asked = await good(name);
      for (const status of [201, 200, 200]) {
        const reply = await send(api, name, asked);
        expect(reply.status, reply.text).toBe(status);
        expectDeclared(name, reply);
      }
    });

  if (call.method === 'POST')
    test('takes an Idempotency-Key that can be one, once per body', async () => {
      const asked = await good(name);
      const bad = await send(api, name, asked, { 'idempotency-key': 'a b' });
      expectRefused(name, bad, 422, 'invalid_input');
      expect(Object.keys(bad.body.fields)).toEqual(['Idempotency-Key']);
      const key = { 'idempotency-key': `once-${name}` };
      await whileHeld(key['idempotency-key'], addressOf(name, asked.id), async () => {
        expectRefused(name, await send(api, name, asked, key), 409, 'idempotency_key_in_flight');
      });
      const first = await send(api, name, asked, key);
      expect(isAnswered, first.text).toContain(first.status);
      const again = await send(api, name, asked, key);
      expect([again.status, again.text]).toEqual([first.status, first.text]);
      expectDeclared(name, again);
      const other = { ...(await good(name)), id: asked.id };
      if (JSON.stringify(other.body) !== JSON.stringify(asked.body)) {
        expectRefused(name, await send(api, name, other, key), 422, 'idempotency_key_reused');
      }
    });

  test.each([...call.refusals])('refuses with %s what that was written for', async (code: RefusalCode) => {
    const reply = await send(api, name, await requests.refused(name, code));
    expectRefused(name, reply, reply.status, code);
    expect(reply.status).toBeGreaterThanOrEqual(400);
  });
});

test('every status that the document declares has been seen, but for the body that never ends', () => {
  for (const [name, { responses }] of operations) {
    const declared = Object.keys(responses).map(Number);
    const met = seen.get(name) ?? new Set();
    // Who drips a body is told so after eight seconds: the doorframe's own test waits for less.
    const unseen = declared.filter((status) => !met.has(status) && status !== 408);
    expect(unseen, name).toEqual([]);
  }
});

describe('the name of a request', () => {
  const nowhere = '/no/such/address';

  test.each(['a-1', '0af7651916cd43dd8448eb211c80319c', 'x'.repeat(64), 'A.b:c_d-e'])('%s is kept', async (given) => {
    for (const path of ['/wallets', '/wallets/none', nowhere]) {
      expect((await api.get(path, { 'x-request-id': given })).headers.get('x-request-id'), path).toBe(given);
    }
  });

  test.each(['a b', '<script>alert(1)</script>', "'; drop table orders; --", 'x'.repeat(65), 'ä', '', '"', '{}'])(
    '%j is replaced by one of ours',
    async (given) => {
      for (const path of ['/wallets', nowhere]) {
        const { headers, text } = await api.get(path, { 'x-request-id': given });
        expect(headers.get('x-request-id'), path).toMatch(/^req_[\w-]{16}$/);
        if (given !== '"' && given.length > 1 && given !== '{}') expect(text).not.toContain(given);
      }
    },
  );

  test('is ours, and another for each, where none was sent', async () => {
    const ids = await Promise.all(
      ['/wallets', '/orders', nowhere, '/wallets/none'].map(async (path) => {
        const reply = await apiClient(world.runtime, null).get(path);
        return reply.headers.get('x-request-id');
      }),
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^req_[\w-]{16}$/);
  });
});

describe('an address that no call has', () => {
  test.each(['', '/', '/nothing', '/orders/a/b/c', '/Orders', '/orders/x/refund', '/../admin', '/constructor'])(
    '%j is not found, whoever asks and however',
    async (path) => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const reply = await apiClient(world.runtime, null).send(method, path);
        expect([reply.status, reply.body.type]).toEqual([404, problem('not_found')]);
        expect(reply.headers.get('content-type')).toBe('application/problem+json');
      }
    },
  );

  const paths = [...new Set(callNames.map((name) => callOf(name).path))];
  test.each(paths)('%s takes its own methods only, and names them', async (path) => {
    const own = callNames.map(callOf).filter((call) => call.path === path);
    const methods = own.map(({ method }) => method as string);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !methods.includes(one))) {
      const reply = await api.send(method, path.replace('{id}', 'none'));
      expect([reply.status, reply.body.type]).toEqual([405, problem('method_not_allowed')]);
      expect(reply.headers.get('content-type')).toBe('application/problem+json');
      expect(reply.headers.get('allow')?.split(', ').sort()).toEqual(methods.sort());
    }
  });
});

test('the document is anybody’s to read', async () => {
  const answer = await readDocument(new Request(`${API_ORIGIN}/api/v1/openapi.json`));
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
  expect(document.servers).toEqual([{ url: `${world.runtime.env.appUrl.origin}/api/v1` }]);
});

/** A scope that is none of these. */
function outside(allowed: readonly ApiScope[]): ApiScope[] {
  return [API_SCOPES.find((scope) => !allowed.includes(scope))!];
}

function limitedDoor<Name extends ApiCallName>(name: Name, limit: number) {
  const door = apiDoor(name, apiHandlers[name], new KeyRateLimit(limit, 60));
  const { method, body } = callOf(name);
  return async (key: string, id?: string): Promise<ApiReply> => {
    const request = new Request(`${API_ORIGIN}/api/v1${addressOf(name, id)}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        [ADDRESS_HEADER]: '203.0.113.9',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: '{"nobodyAskedForThis":1}' }),
    });
    const response = await door(request, { params: Promise.resolve(id === undefined ? {} : { id }) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text === '' ? {} : JSON.parse(text) };
  };
}

/** Somebody else is at this key of this address meanwhile. */
async function whileHeld(key: string, path: string, act: () => Promise<void>): Promise<void> {
  const name = JSON.stringify([key, `POST /api/v1${path}`]);
  await world.startAnother().db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
    await act();
  });
}

let wrong: readonly (readonly [string, string | null])[] | null = null;

/** What a request may show instead of a key that opens, and what is said of it. */
async function wrongKeys() {
  if (wrong) return wrong;
  const ctx = world.runtime.contextFor({ kind: 'system', name: 'admin command' });
  const make = (name: string) => createApiKey(ctx, { name, scopes: API_SCOPES });
  const [expired, revoked, { key }] = [await make('expired'), await make('revoked'), await make('right')];
  await world.db
    .update(apiKeys)
    .set({ expiresAt: sql`now()` })
    .where(eq(apiKeys.id, expired.keyId));
  await revokeApiKey(ctx, revoked.keyId);
  const altered = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
  wrong = [
    ['key_missing', null],
    ['key_missing', ''],
    ['key_missing', 'Bearer'],
    ['key_missing', key],
    ['key_missing', `Basic ${Buffer.from(`${key}:`).toString('base64')}`],
    ['key_unknown', 'Bearer nonsense'],
    ['key_unknown', `Bearer ${altered}`],
    ['key_unknown', `Bearer ${key} ${key}`],
    ['key_unknown', `Bearer ${key}A`],
    ['key_unknown', `Bearer ${key.replace('_demo_', '_live_')}`],
    ['key_unknown', `Bearer ' or 1=1 --`],
    ['key_expired', `Bearer ${expired.key}`],
    ['key_revoked', `Bearer ${revoked.key}`],
  ];
  return wrong;
}

let ownerCookie: string | null = null;

async function ownersCookie(): Promise<string> {
  if (ownerCookie) return ownerCookie;
  const { actor } = await world.addStaff('owner');
  if (actor.kind !== 'staff') throw new Error('not staff');
  const [user] = await world.db.select().from(users).where(eq(users.id, actor.userId));
  const { origin } = world.runtime.env.appUrl;
  const answer = await post(signIn, { json: { email: user!.email, password: STAFF_PASSWORD }, headers: { origin } });
  ownerCookie = sessionCookieOf(answer);
  const known = await actorOf(world.runtime, new Headers({ cookie: ownerCookie ?? '' }));
  expect(known).toMatchObject({ kind: 'staff', role: 'owner' });
  return ownerCookie!;
}
