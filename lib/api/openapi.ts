/**
 * The OpenAPI 3.1 document, made from the table of calls and the schemas that check what comes in: it cannot say anything else
 * than what the doors do.
 */
import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { scopesFor } from '@/lib/auth/roles';
import { refusalKind, type RefusalCode } from '@/lib/kit/errors';
import type { ApiCall } from './call';
import { apiCalls, type ApiCallName } from './calls';
import { idSchema, problemSchema } from './schemas';

const EVERY_CALL: readonly RefusalCode[] = [
  'key_missing',
  'key_unknown',
  'key_expired',
  'key_revoked',
  'key_out_of_scope',
  'rate_limited',
];
const WITH_BODY: readonly RefusalCode[] = [
  'malformed',
  'request_timeout',
  'body_too_large',
  'unsupported_media_type',
  'invalid_input',
];
const WITH_QUERY: readonly RefusalCode[] = ['invalid_input'];
const EVERY_POST: readonly RefusalCode[] = ['idempotency_key_in_flight', 'idempotency_key_reused', 'invalid_input'];

/** Every refusal that a call may answer with. */
export function refusalsOf(call: ApiCall): RefusalCode[] {
  return [
    ...new Set([
      ...EVERY_CALL,
      ...(call.body ? WITH_BODY : []),
      ...(call.query ? WITH_QUERY : []),
      ...(call.method === 'POST' ? EVERY_POST : []),
      ...call.refusals,
    ]),
  ];
}

let made: { readonly appUrl: string; readonly document: object } | null = null;

/** @param appUrl the public origin */
export function openApiDocument(appUrl: string): object {
  if (made?.appUrl !== appUrl) made = { appUrl, document: makeDocument(appUrl) };
  return made.document;
}

function makeDocument(appUrl: string): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, made in the dashboard or by `npm run admin -- create-api-key`.',
  });
  for (const name of Object.keys(apiCalls) as ApiCallName[]) registry.registerPath(routeOf(name, apiCalls[name]));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Mandate REST API',
      version: '1',
      description: INTRODUCTION,
    },
    servers: [{ url: `${appUrl}/api/v1` }],
    security: [{ key: [] }],
    tags: [...new Set(Object.values(apiCalls).map(({ tag }) => tag))].map((tag) => ({ name: tag })),
  });
}

const INTRODUCTION = `Links, debits and refunds wallets for your own shop and back office.

Amounts are minor units as text: \`{"currency":"PHP","value":"30000"}\` is ₱300.00. Every POST takes an \`Idempotency-Key\`: the same key, address and body give the same answer again, for 30 days. An order's \`referenceOrderId\` is unique by itself, so that even without a key nobody is debited twice. Errors are RFC 9457 problems whose \`type\` is stable.`;

function routeOf(name: ApiCallName, call: ApiCall): RouteConfig {
  const scopes = scopesFor(call.action).map((scope) => `\`${scope}\``);
  const needs = `Needs the scope ${scopes.join(' or ')}.`;
  return {
    operationId: name,
    method: call.method.toLowerCase() as 'get',
    path: call.path,
    tags: [call.tag],
    summary: call.summary,
    description: [call.description, needs].filter(Boolean).join('\n\n'),
    request: {
      ...(call.id && { params: z.object({ id: idSchema(call.id, 'Which one.') }) }),
      ...(call.query && { query: call.query as z.ZodObject }),
      ...(call.method === 'POST' && { headers: headersOf(call) }),
      ...(call.body && {
        body: { required: !call.bodyOptional, content: { 'application/json': { schema: call.body } } },
      }),
    },
    responses: { ...answersOf(call), ...problemsOf(call) },
  };
}

function headersOf(call: ApiCall) {
  const key = z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'The same key, address and body give the same answer again.', example: 'A-1001-place' });
  const wait = z.string().optional().meta({
    description: '`wait=N`: answer when the result is final, at most N seconds later, N up to 30.',
    example: 'wait=10',
  });
  return z.object({ 'Idempotency-Key': key, ...(call.waits && { Prefer: wait }) });
}

function answersOf(call: ApiCall): RouteConfig['responses'] {
  return Object.fromEntries(
    Object.entries(call.answers).map(([status, { description, schema }]) => [
      status,
      { description, ...(schema && { content: { 'application/json': { schema } } }) },
    ]),
  );
}

function problemsOf(call: ApiCall): RouteConfig['responses'] {
  const byStatus = byStatusOf(refusalsOf(call));
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${refusalKind(code).sentence}`).join('\n\n'),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}

function byStatusOf(codes: readonly RefusalCode[]): Map<number, RefusalCode[]> {
  const found = new Map<number, RefusalCode[]>();
  for (const code of codes) {
    const { status } = refusalKind(code);
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return found;
}
