// Writes the types of the REST API from its OpenAPI document: `node examples/shop/generate.mjs [address] > examples/shop/api.d.ts`.
// It knows what the document uses and no more: openapi-typescript, which a program of your own may use, cannot be installed
// beside this product's TypeScript 7.

import { pathToFileURL } from 'node:url';

import { format } from 'prettier';

const ADDRESS = 'http://localhost:3000/api/v1/openapi.json';

/** The module as text: `Schemas` by name, and `Paths` by address and method. */
export function typesOf(document) {
  const schemas = Object.entries(document.components.schemas)
    .map(([name, schema]) => `${told(schema)}${name}: ${typeOf(schema)};`)
    .join('\n');
  const paths = Object.entries(document.paths)
    .map(([path, methods]) => `'${path}': {\n${Object.entries(methods).map(callOf).join('\n')}\n};`)
    .join('\n');
  const text = [
    '/** Made by generate.mjs from the OpenAPI document of the REST API; not to be changed by hand. */',
    `export interface Schemas {\n${schemas}\n}`,
    `export interface Paths {\n${paths}\n}`,
  ].join('\n\n');
  return format(text, { parser: 'typescript', printWidth: 120, singleQuote: true, trailingComma: 'all' });
}

function callOf([method, call]) {
  const parameters = (place) => (call.parameters ?? []).filter((parameter) => parameter.in === place);
  const members = [
    parameters('path').map(({ name, schema }) => `${name}: ${typeOf(schema)};`),
    fieldsOf('query', parameters('query')),
    fieldsOf('headers', parameters('header')),
    bodyOf(call.requestBody),
    `answer: ${answerOf(call.responses)};`,
  ];
  return `/** ${call.summary}. */\n${method.toUpperCase()}: {\n${members.flat().join('\n')}\n};`;
}

function fieldsOf(name, parameters) {
  if (parameters.length === 0) return [];
  const fields = parameters.map((one) => `'${one.name}'${one.required ? '' : '?'}: ${typeOf(one.schema)};`);
  const isOptional = parameters.every(({ required }) => !required);
  return [`${name}${isOptional ? '?' : ''}: {\n${fields.join('\n')}\n};`];
}

function bodyOf(body) {
  if (!body) return [];
  return [`body${body.required ? '' : '?'}: ${typeOf(body.content['application/json'].schema)};`];
}

/** What comes with any status of success. */
function answerOf(responses) {
  const answers = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, { content }]) => (content ? typeOf(content['application/json'].schema) : 'null'));
  return [...new Set(answers)].join(' | ');
}

function typeOf(schema) {
  if (schema.$ref) return `Schemas['${schema.$ref.split('/').at(-1)}']`;
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return several.map(typeOf).join(' | ');
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ');
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  return [schema.type ?? 'any']
    .flat()
    .map((type) => plainType(type, schema))
    .join(' | ');
}

function plainType(type, schema) {
  if (type === 'array') return `readonly (${typeOf(schema.items ?? {})})[]`;
  if (type === 'object') return objectType(schema);
  if (type === 'integer') return 'number';
  return ['string', 'number', 'boolean', 'null'].includes(type) ? type : 'unknown';
}

function objectType({ properties = {}, required = [], additionalProperties }) {
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${told(schema)}readonly '${name}'${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  if (fields.length > 0) return `{\n${fields.join('\n')}\n}`;
  const rest = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : null;
  return rest ? `Readonly<Record<string, ${rest}>>` : 'Readonly<Record<string, never>>';
}

const told = ({ description }) => (description ? `/** ${description.replaceAll('*/', '* /')} */\n` : '');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const answer = await fetch(process.argv[2] ?? ADDRESS);
  if (!answer.ok) throw new Error(`no document: ${answer.status}`);
  process.stdout.write(await typesOf(await answer.json()));
}
