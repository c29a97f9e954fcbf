/**
 * Whatever anybody sends to the REST API: it is answered, and by what the OpenAPI document declares. What is refused is
 * named; what is accepted is text and sums, kept as they came.
 */
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE_TEXTS, UNKEEPABLE_TEXTS } from '@/e2e/hostile-text';
import { fitting, junk, perhapsFitting, textOf, type Known } from '@/e2e/json-arbitrary';
import type { JsonSchema } from '@/e2e/json-schema';
import { API_ORIGIN, apiFor, type ApiClient, type ApiReply } from '@/e2e/test-api';
import { callNames, callOf, startApiRequests, type ApiRequests } from '@/e2e/test-api-calls';
import { bodySchemaOf, operationsOf, resolverOf, undeclaredIn, type Declared, type OpenApi } from '@/e2e/test-openapi';
import { startTestWorld, type TestWorld } from '@/e2e/test-world';
import type { ApiCallName } from '@/lib/api/calls';
import { GET as readDocument } from './openapi.json/route';

/** Of each call; a request is a few milliseconds. */
const BODIES = 80;
const QUERIES = 80;
const PATHS = 25;
/** No key is asked for more than its limit. */
const KEYS = 4;

let world: TestWorld;
let requests: ApiRequests;
let clients: ApiClient[];
let document: OpenApi;
let ids: Record<string, readonly string[]>;
/** Of the calls with an id in their address: one that is there. */
const mine = new Map<string, string>();

beforeAll(async () => {
  world = await startTestWorld();
  requests = await startApiRequests(world);
  clients = await Promise.all(Array.from({ length: KEYS }, () => apiFor(world.runtime)));
  document = (await (await readDocument(new Request(`${API_ORIGIN}/api/v1/openapi.json`))).json()) as OpenApi;
  for (const name of callNames) if (callOf(name).id) mine.set(name, (await requests.good(name)).id!);
  ids = { cus: [requests.customer.customerId], wal: [requests.walletId], ord: [mine.get('readOrder')!] };
});
afterAll(() => world.stop());

const known = (): Known => ({
  resolve: resolverOf(document),
  ids,
  favourites: ['IDR', '3000000', '30000', 'http://localhost:5000/back', 'DANA'],
});

const declaredAs = (name: ApiCallName) =>
  operationsOf(document).find(({ operation }) => operation.operationId === name)!;

let turn = 0;
function send(
  { method, path }: Declared,
  asked: {
    readonly id?: string;
    readonly query?: string;
    readonly text?: string;
    readonly headers?: Record<string, string>;
  },
): Promise<ApiReply> {
  const { id = '', query = '', text, headers = {} } = asked;
  const address = path.replace('{id}', encodeURIComponent(id)) + query;
  const client = clients[(turn += 1) % KEYS]!;
  if (text === undefined) return client.send(method, address, { headers });
  const typed = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)), ...headers };
  return client.send(method, address, { body: text, headers: typed });
}

/** No answer is a bug's, and all of it is declared. */
function expectAnswer({ operation }: Declared, reply: ApiReply): void {
  expect(reply.status, reply.text).toBeLessThan(500);
  expect(undeclaredIn(document, operation, reply)).toEqual([]);
  if (reply.status < 300) return;
  const code = /^urn:mandate:problem:(\w+)$/.exec(reply.body.type)?.[1];
  expect(operation.responses[reply.status]!.description, reply.text).toContain(`\`${code}\``);
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
}

/** Whether a path of names leads to something in what was sent, or in what may be sent. */
function isThere(name: string, value: unknown, schema: JsonSchema | null): boolean {
  const flat = schema?.$ref === undefined ? schema : resolverOf(document)(schema.$ref);
  const properties = flat?.properties ?? {};
  const inner = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return [...new Set([...Object.keys(properties), ...Object.keys(inner)])].some((one) => {
    if (name === one || `${one}.`.startsWith(name)) return true;
    if (!name.startsWith(`${one}.`)) return false;
    const below = Object.hasOwn(inner, one) ? inner[one] : undefined;
    return isThere(name.slice(one.length + 1), below, Object.hasOwn(properties, one) ? properties[one]! : null);
  });
}

function expectFieldsOf(reply: ApiReply, body: unknown, schema: JsonSchema | null): void {
  for (const name of Object.keys(reply.body.fields ?? {})) {
    const isKnown = name === 'body' || name === 'Idempotency-Key' || isThere(name, body, schema);
    expect(isKnown, `${JSON.stringify(name)} in ${reply.text}`).toBe(true);
  }
}

/** Each text that was sent and is told again. */
function expectUnchanged(reply: ApiReply, body: unknown): void {
  for (const [name, value] of Object.entries(body ?? {})) {
    // Of a range that is sent again it says which deliveries; the answer's is the endpoint's own.
    if (name === 'status') continue;
    if (typeof value === 'string' && Object.hasOwn(reply.body, name)) expect(reply.body[name]).toBe(value);
  }
}

const someHeaders = fc.constantFrom<Record<string, string>>(
  ...[{}, {}, {}, { prefer: 'wait=0' }, { prefer: 'wait=-1, respond-async' }, { prefer: ',;=,wait="x"' }],
  ...[{ 'idempotency-key': 'the same' }, { 'idempotency-key': "';--" }, { 'idempotency-key': 'x'.repeat(300) }],
  { 'x-request-id': '<script>', accept: 'text/html', 'accept-language': '*'.repeat(1_000) },
);

describe.each(callNames.filter((name) => callOf(name).body))('the call %s', (name) => {
  test('answers whatever body it gets', async () => {
    const declared = declaredAs(name);
    const schema = bodySchemaOf(declared.operation)!;
    const bodies = fc.tuple(perhapsFitting(schema, known()), someHeaders);
    await fc.assert(
      fc.asyncProperty(bodies, async ([body, headers]) => {
        const text = textOf(body);
        const reply = await send(declared, { id: mine.get(name), text, headers });
        expectAnswer(declared, reply);
        const sent: unknown = reply.status === 413 ? null : JSON.parse(text);
        if (reply.status === 422) expectFieldsOf(reply, sent, schema);
        if (reply.status < 300 && !headers['idempotency-key']) expectUnchanged(reply, sent);
      }),
      { numRuns: BODIES },
    );
  });

  test('refuses no body that fits the document for its form', async () => {
    const declared = declaredAs(name);
    const schema = bodySchemaOf(declared.operation)!;
    await fc.assert(
      fc.asyncProperty(fitting(schema, known()), async (body) => {
        const reply = await send(declared, { id: mine.get(name), text: textOf(body) });
        expectAnswer(declared, reply);
        expect([400, 413, 415], reply.text).not.toContain(reply.status);
      }),
      { numRuns: BODIES / 4 },
    );
  });
});

describe.each(callNames.filter((name) => callOf(name).query))('the call %s', (name) => {
  test('answers whatever filters it gets', async () => {
    const declared = declaredAs(name);
    const parameters = (declared.operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
    const value = (schema: JsonSchema) => fc.oneof(fitting(schema, known()), junk, cursorLike, momentLike);
    const given = fc.constantFrom(...parameters).chain((one) => fc.tuple(fc.constant(one.name), value(one.schema)));
    const stranger = fc.tuple(fc.constantFrom('__proto__', 'nobodyAskedForThis', '', 'limit[]', '\0'), junk);
    const queries = fc.array(fc.oneof({ weight: 9, arbitrary: given }, stranger), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(queries, async (pairs) => {
        const query = `?${new URLSearchParams(pairs.map(([field, one]) => [field, writtenOf(one)])).toString()}`;
        const reply = await send(declared, { id: mine.get(name), query });
        expectAnswer(declared, reply);
        const schema = { properties: Object.fromEntries(parameters.map((one) => [one.name, one.schema])) };
        if (reply.status === 422) expectFieldsOf(reply, Object.fromEntries(pairs), schema);
      }),
      { numRuns: QUERIES },
    );
  });

  test('refuses no filter that fits the document', async () => {
    const declared = declaredAs(name);
    for (const { name: field, schema } of (declared.operation.parameters ?? []).filter((one) => one.in === 'query')) {
      if (field === 'cursor') continue;
      await fc.assert(
        fc.asyncProperty(fitting(schema, known()), async (one) => {
          const query = `?${new URLSearchParams([[field, writtenOf(one)]]).toString()}`;
          const reply = await send(declared, { id: mine.get(name), query });
          expect(reply.status, reply.text).toBe(200);
        }),
        { numRuns: 5 },
      );
    }
  });
});

function writtenOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value).slice(0, 4_000);
}

/** Like a place in a list, and perhaps far outside of all lists. */
const cursorLike = fc
  .tuple(
    fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.constantFrom(0n, 253_402_300_800_000n, 999_999_999_999_999n)),
    fc.boolean(),
  )
  .map(([at, isForm]) => Buffer.from(`${at}.ord_${(isForm ? '0' : 'l').repeat(26)}`).toString('base64url'));

const momentLike = fc.constantFrom(
  ...['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+23:59', '9999-12-31T23:59:59-23:59', '2026-02-29T00:00:00Z'],
  ...['2026-11-26T08:30:00.123456789Z', '2026-11-26T24:00:00Z', '2026-11-26', '-000001-01-01T00:00:00Z'],
  ...['+275760-09-13T00:00:00Z', 'infinity', '2026-11-26T08:30:60Z', '2026-11-26 08:30:00Z'],
);

test('an address is answered whatever stands where its id should', async () => {
  const withId = callNames.filter((name) => callOf(name).id);
  const anyId = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), junk.map(writtenOf));
  await fc.assert(
    fc.asyncProperty(anyId, async (id) => {
      for (const name of withId) {
        // Of halves of characters no address can be made.
        const reply = await send(declaredAs(name), { id: Buffer.from(id).toString() });
        expectAnswer(declaredAs(name), reply);
        expect(reply.status).toBe(404);
      }
    }),
    { numRuns: PATHS },
  );
});

const cursorAt = (ms: bigint) => Buffer.from(`${ms}.ord_${'0'.repeat(26)}`).toString('base64url');

// What is of the right form, and what the database could not read.
test.each([
  ['referenceOrderId', 'a\0b'],
  ['createdFrom', '0000-01-01T00:00:00Z'],
  ['createdFrom', '0001-01-01T00:00:00+23:59'],
  ['createdTo', '9999-12-31T23:59:59-23:59'],
  ['cursor', cursorAt(253_402_300_800_000n)],
  ['cursor', cursorAt(999_999_999_999_999n)],
])('the filter %s is not taken where it is %j', async (field, value) => {
  const refused = await requests.api.get(`/orders?${new URLSearchParams([[field, value]]).toString()}`);
  expect([refused.status, Object.keys(refused.body.fields ?? {})], refused.text).toEqual([422, [field]]);
});

test.each([
  ['createdFrom', '0001-01-01T00:00:00Z'],
  ['createdTo', '9999-12-31T23:59:59.999Z'],
  ['cursor', cursorAt(253_402_300_799_999n)],
])('the filter %s may be as far away as %j', async (field, value) => {
  const answered = await requests.api.get(`/orders?${new URLSearchParams([[field, value]]).toString()}`);
  expect(answered.status, answered.text).toBe(200);
});

describe('text that looks like a command', () => {
  // Blanks around are a person's slip, and kept like the rest.
  const texts = HOSTILE_TEXTS.map(
    (text, place) => [text, `${place} ${text}`.slice(0, 64).replace(/[\ud800-\udbff]$/, '')] as const,
  );

  test('is text: it comes back as it was, is stored as it was, is found by it, and goes to Alipay as it was', async () => {
    for (const [text, reference] of texts) {
      const asked = {
        ...((await requests.good('createOrder')).body as object),
        referenceOrderId: reference,
        description: text,
      };
      const placed = await requests.api.post('/orders', asked);
      expect(placed.status, placed.text).toBe(201);
      expect(placed.body).toMatchObject({ referenceOrderId: reference, description: text });
      const [row] = await world.db.execute<{ reference: string; text: string }>(
        sql`select reference_order_id as reference, description as text from orders where id = ${placed.body.id}`,
      );
      expect(row).toMatchObject({ reference, text });
      const found = await requests.api.get(`/orders?referenceOrderId=${encodeURIComponent(reference)}`);
      expect(found.body.data).toMatchObject([{ id: placed.body.id, description: text }]);
    }
    await world.runJobs();
    const { payments } = await world.simulator.control.ledger();
    const debited = new Map(payments.map((payment) => [payment.referenceOrderId, payment.status]));
    for (const [, reference] of texts) expect([reference, debited.get(reference)]).toEqual([reference, 'SUCCESS']);
  });

  test('is the name of a customer and the reason of a refund', async () => {
    for (const text of HOSTILE_TEXTS) {
      const made = await requests.api.post('/customers', { externalId: `as ${text}`, name: text });
      expect([made.status, made.body.externalId, made.body.name], made.text).toEqual([201, `as ${text}`, text]);
      const again = await requests.api.post('/customers', { externalId: `as ${text}` });
      expect([again.status, again.body.id]).toEqual([200, made.body.id]);
    }
    const { id } = await requests.good('createRefund');
    for (const reason of HOSTILE_TEXTS) {
      const asked = { amount: { currency: 'IDR', value: '30000' }, reason };
      const refund = await requests.api.post(`/orders/${id}/refunds`, asked);
      expect([refund.status, refund.body.reason], refund.text).toEqual([202, reason]);
    }
  });

  test.each(UNKEEPABLE_TEXTS)('%j is no text, and is refused by the name of its field', async (text) => {
    const { body } = await requests.good('createOrder');
    for (const field of ['referenceOrderId', 'description']) {
      const refused = await requests.api.post('/orders', { ...(body as object), [field]: text });
      expect([refused.status, Object.keys(refused.body.fields)]).toEqual([422, [field]]);
    }
    const customer = await requests.api.post('/customers', { externalId: 'x', name: text });
    expect([customer.status, Object.keys(customer.body.fields)]).toEqual([422, ['name']]);
  });
});
