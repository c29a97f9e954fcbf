/**
 * For tests: the OpenAPI document as a client's maker reads it, which operations it declares and what each may answer.
 */
import { complaintsOf, type JsonSchema } from './json-schema';
import type { ApiReply } from './test-api';

interface MediaTypes {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: MediaTypes & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, MediaTypes & { readonly description: string }>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

export interface Declared {
  readonly method: string;
  /** Below /api/v1; `{id}` stands for an id. */
  readonly path: string;
  readonly operation: Operation;
}

export function operationsOf({ paths }: OpenApi): Declared[] {
  return Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

export function resolverOf({ components }: OpenApi) {
  return (reference: string): JsonSchema => {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1];
    const schema = name === undefined ? undefined : components.schemas[name];
    if (!schema) throw new Error(`${reference} leads nowhere`);
    return schema;
  };
}

/** What a request's body must be; null where none is taken. */
export function bodySchemaOf({ requestBody }: Operation): JsonSchema | null {
  return requestBody?.content?.['application/json']?.schema ?? null;
}

/** Everything in an answer that the document does not declare: its status, its type, and every field of its body. */
export function undeclaredIn(document: OpenApi, operation: Operation, reply: ApiReply): string[] {
  const response = operation.responses[reply.status];
  if (!response) return [`${operation.operationId} does not declare ${reply.status}: ${reply.text}`];
  const declared = Object.entries(response.content ?? {});
  if (declared.length === 0) return reply.text === '' ? [] : [`${reply.status} declares no body: ${reply.text}`];
  const type = reply.headers.get('content-type')?.split(';')[0] ?? 'nothing';
  const schema = response.content?.[type]?.schema;
  if (!schema) return [`${operation.operationId} does not declare ${type} for ${reply.status}`];
  return complaintsOf(schema, reply.body, { resolve: resolverOf(document), closed: true });
}
