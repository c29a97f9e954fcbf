/**
 * What the API's page shows: every call, its fields, problems and examples, and the objects that come back. It is read out of the
 * OpenAPI document and the table of calls, so that the page cannot say anything else than they do.
 */
import { WEBHOOK_EVENTS } from '@/db/schema/webhooks';
import { scopesFor } from '@/lib/auth/roles';
import { refusalKind, type RefusalCode } from '@/lib/kit/errors';
import type { ApiCall } from './call';
import { apiCalls, type ApiCallName } from './calls';
import { curlOf, examplesOf, problemExample, type ApiExample } from './examples';
import { openApiDocument, refusalsOf } from './openapi';
import { fieldsOf, type FieldView, type JsonSchema } from './schema-fields';

export type { FieldView };

export interface ParameterView extends FieldView {
  readonly place: 'path' | 'query' | 'header';
}

export interface ProblemView {
  readonly code: RefusalCode;
  readonly status: number;
  readonly sentence: string;
}

export interface ExampleView {
  readonly about: string | null;
  readonly curl: string;
  readonly status: number;
  readonly answer: string | null;
}

export interface CallView {
  readonly name: ApiCallName;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string | null;
  readonly scopes: readonly string[];
  readonly parameters: readonly ParameterView[];
  readonly body: readonly FieldView[];
  readonly answers: readonly {
    readonly status: number;
    readonly description: string;
    readonly object: string | null;
  }[];
  /** What it may say beyond the problems of every call. */
  readonly problems: readonly ProblemView[];
  readonly examples: readonly ExampleView[];
}

export interface ObjectView {
  readonly name: string;
  readonly description: string | null;
  readonly fields: readonly FieldView[];
}

export interface ReferenceView {
  readonly groups: readonly { readonly tag: string; readonly calls: readonly CallView[] }[];
  /** What comes back, by its name in the document. */
  readonly objects: readonly ObjectView[];
  /** What any call may answer with, by status. */
  readonly problems: readonly ProblemView[];
  readonly problemExample: ExampleView;
  /** What a webhook endpoint may choose from. */
  readonly events: readonly string[];
}

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: ParameterView['place'];
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: JsonSchema }>> }>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

let made: ReferenceView | null = null;

/** It names no address of ours, so that it is made once. */
export function viewReference(): ReferenceView {
  made ??= makeReference();
  return made;
}

function makeReference(): ReferenceView {
  const document = openApiDocument('') as OpenApiDocument;
  const calls = (Object.keys(apiCalls) as ApiCallName[]).map((name) => ({ name, call: apiCalls[name] as ApiCall }));
  const tags = [...new Set(calls.map(({ call }) => call.tag))];
  return {
    groups: tags.map((tag) => ({
      tag,
      calls: calls.filter(({ call }) => call.tag === tag).map(({ name, call }) => viewCall(document, name, call)),
    })),
    objects: viewObjects(document),
    problems: problemsOf(calls.flatMap(({ call }) => refusalsOf(call).filter((code) => !call.refusals.includes(code)))),
    problemExample: viewExample(problemExample),
    events: WEBHOOK_EVENTS,
  };
}

function viewCall(document: OpenApiDocument, name: ApiCallName, call: ApiCall): CallView {
  const operation = document.paths[call.path]?.[call.method.toLowerCase()];
  if (!operation) throw new Error(`the document does not know ${call.method} ${call.path}`);
  const body = operation.requestBody?.content['application/json'].schema;
  return {
    name,
    method: call.method,
    path: call.path,
    summary: call.summary,
    description: call.description ?? null,
    scopes: scopesFor(call.action),
    parameters: (operation.parameters ?? []).map(({ name: field, in: place, required = false, schema }) => ({
      ...fieldsOf({ properties: { [field]: schema }, required: required ? [field] : [] }, document)[0]!,
      place,
    })),
    body: body ? fieldsOf(body, document) : [],
    answers: Object.entries(call.answers).map(([status, { description }]) => ({
      status: Number(status),
      description,
      object: nameOf(operation.responses[status]?.content?.['application/json']?.schema),
    })),
    problems: problemsOf(call.refusals),
    examples: examplesOf(name).map(viewExample),
  };
}

/** Objects that come back, in the order in which the calls first name them; lists are told of in the introduction. */
function viewObjects(document: OpenApiDocument): ObjectView[] {
  const asked = new Set(
    Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map(({ requestBody }) => nameOf(requestBody?.content['application/json'].schema)),
  );
  return Object.entries(document.components.schemas)
    .filter(([name]) => !asked.has(name) && !/(List|^Amount|^Sum)$/.test(name))
    .map(([name, schema]) => ({
      name,
      description: schema.description ?? null,
      fields: fieldsOf(schema, document),
    }));
}

function nameOf(schema: JsonSchema | undefined): string | null {
  return schema?.$ref?.split('/').at(-1) ?? null;
}

function problemsOf(codes: readonly RefusalCode[]): ProblemView[] {
  return [...new Set(codes)]
    .map((code) => ({ code, status: refusalKind(code).status, sentence: refusalKind(code).sentence }))
    .sort((left, right) => left.status - right.status);
}

function viewExample(example: ApiExample): ExampleView {
  return {
    about: example.about ?? null,
    curl: curlOf(example, apiCalls[example.call]),
    status: example.status,
    answer: example.answer && JSON.stringify(example.answer, null, 2),
  };
}
