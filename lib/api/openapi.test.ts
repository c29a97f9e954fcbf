/** The document that other systems' clients are made from. */
import { describe, expect, test } from 'vitest';
import { complaintsOf, type JsonSchema } from '@/e2e/json-schema';
import { bodySchemaOf, operationsOf, resolverOf, type OpenApi } from '@/e2e/test-openapi';
import { scopesFor } from '@/lib/auth/roles';
import { refusalKind } from '@/lib/kit/errors';
import type { ApiCall } from './call';
import { apiCalls } from './calls';
import { openApiDocument, refusalsOf } from './openapi';

const ORIGIN = 'https://pay.merchant.example';
// As it travels: whatever JSON cannot say is gone.
const document = JSON.parse(JSON.stringify(openApiDocument(ORIGIN))) as OpenApi;
const operations = operationsOf(document);
const resolve = resolverOf(document);

/** Every node of the document, with where it stands. */
function* nodes(value: unknown, place = ''): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place, value as Record<string, unknown>];
  for (const [name, inner] of Object.entries(value)) yield* nodes(inner, `${place}/${name}`);
}

describe('the document', () => {
  test('is OpenAPI 3.1, of this installation', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    expect(document.servers).toEqual([{ url: `${ORIGIN}/api/v1` }]);
    expect(document.components.securitySchemes.key).toMatchObject({ type: 'http', scheme: 'bearer' });
  });

  test('names nothing that it does not hold', () => {
    const references = [...nodes(document)].flatMap(([, node]) => (typeof node.$ref === 'string' ? [node.$ref] : []));
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) expect(() => resolve(reference), reference).not.toThrow();
  });

  test('gives every operation a name of its own, a summary and a tag that is listed', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    const tags = (document as unknown as { tags: { name: string }[] }).tags.map(({ name }) => name);
    for (const { operation } of operations) {
      const { summary, tags: own } = operation as unknown as { summary: string; tags: string[] };
      expect(summary, operation.operationId).not.toBe('');
      expect(tags).toEqual(expect.arrayContaining(own));
    }
  });

  test('describes each parameter of a path, and none that is not in it', () => {
    for (const { path, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      for (const { required } of inPath) expect(required).toBe(true);
    }
  });

  test('has patterns that a reader can compile, and that say nothing of this language', () => {
    for (const [place, { pattern }] of nodes(document)) {
      if (typeof pattern !== 'string') continue;
      expect(() => new RegExp(pattern, 'u'), place).not.toThrow();
      expect(pattern, place).not.toMatch(/\/[a-z]*$/);
    }
  });

  test('has examples that fit the schemas they stand in', () => {
    let seen = 0;
    for (const [place, node] of nodes(document)) {
      if (!('example' in node) || place.includes('/example')) continue;
      seen += 1;
      expect(complaintsOf(node as JsonSchema, node.example, { resolve, closed: true }), place).toEqual([]);
    }
    expect(seen).toBeGreaterThan(20);
  });

  test('has an example of each body it asks for, made of its fields’ examples', () => {
    for (const { operation } of operations) {
      const schema = bodySchemaOf(operation);
      if (!schema) continue;
      const complaints = complaintsOf(schema, exampleOf(schema), { resolve, closed: true });
      expect(complaints, operation.operationId).toEqual([]);
    }
  });
});

/** As documentation pages put one together. */
function exampleOf(schema: JsonSchema): unknown {
  if (schema.$ref !== undefined) return exampleOf(resolve(schema.$ref));
  if ('example' in schema) return schema.example;
  if (schema.items) return [exampleOf(schema.items)];
  if (schema.enum) return schema.enum[0];
  return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, exampleOf(inner)]));
}

describe.each(Object.entries<ApiCall>(apiCalls))('the call %s', (name, call) => {
  const declared = operations.find(({ operation }) => operation.operationId === name);

  test('is there, where the doors serve it', () => {
    expect(declared).toMatchObject({ method: call.method, path: call.path });
    expect(operations).toHaveLength(Object.keys(apiCalls).length);
  });

  test('says which scope it needs', () => {
    const { description } = declared!.operation as unknown as { description: string };
    expect(scopesFor(call.action)).not.toEqual([]);
    for (const scope of scopesFor(call.action)) expect(description).toContain(`\`${scope}\``);
  });

  test('declares every answer and every refusal it can give, and takes an Idempotency-Key if it is a POST', () => {
    const statuses = [...Object.keys(call.answers), ...refusalsOf(call).map((code) => refusalKind(code).status)];
    expect(Object.keys(declared!.operation.responses)).toEqual([...new Set(statuses.map(String))].sort());
    for (const code of refusalsOf(call)) {
      expect(declared!.operation.responses[refusalKind(code).status]!.description).toContain(`\`${code}\``);
    }
    const headers = (declared!.operation.parameters ?? []).filter((one) => one.in === 'header').map((one) => one.name);
    const waits = call.waits ? ['Prefer'] : [];
    expect(headers).toEqual(call.method === 'POST' ? ['Idempotency-Key', ...waits] : []);
  });
});

const ORDER_FILTERS = ['status', 'customerId', 'walletId', 'referenceOrderId', 'createdFrom', 'createdTo'];
const LIST = ['limit', 'cursor'];

// What was promised to other systems: whoever changes a line here breaks somebody's program.
describe.each([
  {
    sentence: 'a customer is named by externalId, with e-mail and name if known: 201',
    call: 'POST /customers',
    answers: [201],
    takes: ['externalId', 'email?', 'name?'],
    gives: ['id', 'externalId'],
  },
  {
    sentence: 'a link session is opened for a customer, perhaps for one wallet, with where to return to: 201',
    call: 'POST /link-sessions',
    answers: [201],
    takes: ['customerId', 'wallet?', 'returnUrl'],
    gives: ['id', 'url', 'status', 'expiresAt'],
  },
  {
    sentence: 'a link session tells its status, its wallet and its reason, and not its address again',
    call: 'GET /link-sessions/{id}',
    answers: [200, 404],
    gives: ['id', 'status', 'walletId', 'reason'],
    never: ['url'],
  },
  {
    sentence: 'wallets are listed, and filtered by customer',
    call: 'GET /wallets',
    answers: [200],
    filters: ['customerId', ...LIST],
    gives: ['data', 'nextCursor'],
  },
  {
    sentence: 'a wallet tells its brand, status, masked account and when its token ends, and never a token',
    call: 'GET /wallets/{id}',
    answers: [200, 404],
    gives: ['id', 'customerId', 'brand', 'status', 'paused', 'account', 'accessTokenExpiresAt', 'linkedAt'],
    never: ['accessToken', 'refreshToken', 'token'],
  },
  {
    sentence: 'a wallet is revoked: 202',
    call: 'POST /wallets/{id}/revoke',
    answers: [202, 404, 409],
    gives: ['id', 'status'],
    waits: true,
  },
  {
    sentence: 'an order is placed: 201, the same again 200, other content 409, no wallet of the currency 422',
    call: 'POST /orders',
    answers: [200, 201, 409, 422],
    takes: ['customerId', 'walletId?', 'referenceOrderId', 'amount', 'description'],
    gives: [
      ...['id', 'referenceOrderId', 'customerId', 'walletId', 'amount', 'refunded', 'refundPending', 'description'],
      ...['status', 'payments', 'cancel', 'openCase', 'createdAt', 'updatedAt'],
    ],
    waits: true,
  },
  { sentence: 'an order is read', call: 'GET /orders/{id}', answers: [200, 404], gives: ['id', 'status', 'payments'] },
  {
    sentence: 'orders are listed by status, customer, wallet, reference and when they were placed',
    call: 'GET /orders',
    answers: [200],
    filters: [...ORDER_FILTERS, ...LIST],
    gives: ['data', 'nextCursor'],
  },
  {
    sentence: 'a failed order is tried again, perhaps from another wallet: 202, otherwise 409',
    call: 'POST /orders/{id}/retry',
    answers: [202, 404, 409],
    takes: ['walletId?'],
    gives: ['id', 'status'],
    waits: true,
  },
  {
    sentence: 'an order is cancelled: 202, too late or final otherwise 409',
    call: 'POST /orders/{id}/cancel',
    answers: [202, 404, 409],
    gives: ['id', 'cancel'],
    waits: true,
  },
  {
    sentence: 'a refund is of a part or of all that is left: 202, more than is left 422, not paid 409',
    call: 'POST /orders/{id}/refunds',
    answers: [202, 404, 409, 422],
    takes: ['amount?', 'reason?'],
    gives: [
      ...['id', 'orderId', 'refundRequestId', 'refundId', 'amount', 'status', 'resolvedBy', 'failure'],
      ...['createdAt', 'resolvedAt'],
    ],
    waits: true,
  },
  { sentence: 'a refund is read', call: 'GET /refunds/{id}', answers: [200, 404], gives: ['id', 'orderId', 'status'] },
  {
    sentence: 'an order’s refunds are listed',
    call: 'GET /orders/{id}/refunds',
    answers: [200, 404],
    filters: LIST,
    gives: ['data', 'nextCursor'],
  },
])('the promise that $sentence', ({ call, answers, takes = [], filters = [], gives, never = [], waits = false }) => {
  const [method, path] = call.split(' ');
  const { operation } = operations.find((one) => one.method === method && one.path === path)!;

  test('stands in the document', () => {
    const responses = Object.keys(operation.responses).map(Number);
    expect(responses).toEqual(expect.arrayContaining([...answers, 401, 403, 429]));
    const body = flat(bodySchemaOf(operation) ?? {});
    const fields = Object.keys(body.properties ?? {}).map((name) =>
      body.required?.includes(name) ? name : `${name}?`,
    );
    expect(fields).toEqual(takes);
    expect(operation.requestBody?.required ?? false).toBe(takes.some((name) => !name.endsWith('?')));
    const names = (where: string) =>
      (operation.parameters ?? []).filter((one) => one.in === where).map(({ name }) => name);
    expect(names('query')).toEqual(filters);
    expect(names('header').includes('Prefer')).toBe(waits);
  });

  test('is kept by its answer’s schema', () => {
    const good = answers.filter((status) => status < 300);
    for (const status of good) {
      const { properties, required } = flat(operation.responses[status]!.content!['application/json']!.schema);
      expect(Object.keys(properties ?? {})).toEqual(expect.arrayContaining(gives));
      expect(required).toEqual(expect.arrayContaining(gives));
      for (const name of never) expect(properties).not.toHaveProperty(name);
    }
  });
});

function flat(schema: JsonSchema): JsonSchema {
  return schema.$ref === undefined ? schema : resolve(schema.$ref);
}

test.each([
  ['Order', 'status', ['INIT', 'SUCCESS', 'FAIL', 'CANCELLED']],
  ['Payment', 'status', ['INIT', 'SUCCESS', 'FAIL', 'CANCELLED']],
  ['Refund', 'status', ['INIT', 'SUCCESS', 'FAIL']],
  ['Wallet', 'status', ['LINKED', 'NEEDS_RELINK', 'REVOKING', 'REVOKED']],
  ['LinkSession', 'status', ['OPEN', 'LINKED', 'FAILED', 'EXPIRED']],
])('the %s’s %s has the promised words', (name, field, words) => {
  expect(document.components.schemas[name]!.properties![field]!.enum).toEqual(words);
});

test('a result comes by one of five roads, or has not come', () => {
  const roads = ['response', 'notification', 'inquiry', 'cancel', 'operator'];
  for (const name of ['Payment', 'Refund']) {
    const { resolvedBy } = document.components.schemas[name]!.properties!;
    for (const value of [...roads, null]) expect(complaintsOf(resolvedBy!, value, { resolve })).toEqual([]);
    expect(complaintsOf(resolvedBy!, 'guess', { resolve })).not.toEqual([]);
  }
});

test('a problem has a type, a status, a title and a detail, as RFC 9457 writes them', () => {
  expect(document.components.schemas.Problem!.required).toEqual(['type', 'status', 'title', 'detail']);
});
