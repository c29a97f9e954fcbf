/** The API's page holds all of the API, and leads from each place to the next. */
import { describe, expect, test } from 'vitest';
import { apiCalls } from './calls';
import { openApiDocument } from './openapi';
import { viewReference, type OpenApiDocument } from './reference-view';

const reference = viewReference();
const calls = reference.groups.flatMap((group) => group.calls);

describe('the page of the API', () => {
  test('has every call once, each with an example', () => {
    expect(calls.map(({ name }) => name).sort()).toEqual(Object.keys(apiCalls).sort());
    for (const { name, examples } of calls) expect(examples.length, name).toBeGreaterThan(0);
  });

  test('has every field of every body, and every parameter', () => {
    const { paths, components } = openApiDocument('') as OpenApiDocument;
    for (const call of calls) {
      const { parameters = [], requestBody } = paths[call.path]![call.method.toLowerCase()]!;
      expect(call.parameters.map(({ name, place }) => [place, name])).toEqual(
        parameters.map((parameter) => [parameter.in, parameter.name]),
      );
      const schema = requestBody?.content['application/json'].schema;
      const name = schema?.$ref?.split('/').at(-1) ?? '';
      const fields = Object.keys((components.schemas[name] ?? schema)?.properties ?? {});
      expect(call.body.filter((field) => !field.name.includes('.')).map((field) => field.name)).toEqual(fields);
    }
    const order = calls.find(({ name }) => name === 'createOrder')!;
    expect(order.body.map(({ name, required }) => (required ? name : `${name}?`))).toEqual([
      'customerId',
      'walletId?',
      'referenceOrderId',
      'amount',
      'amount.currency',
      'amount.value',
      'description',
    ]);
  });

  test('tells of every object that an answer names', () => {
    const objects = reference.objects.map(({ name }) => name);
    const named = calls.flatMap(({ answers }) => answers.map(({ object }) => object?.replace(/List$/, '')));
    for (const name of named) if (name) expect(objects).toContain(name);
    const types = reference.objects.flatMap(({ fields }) => fields.map(({ type }) => type));
    for (const type of types) {
      const [, name] = /^([A-Z]\w+)/.exec(type) ?? [];
      if (name && name !== 'Sum') expect(objects).toContain(name);
    }
  });

  test('puts what each call alone may refuse beside it, and the rest in one place', () => {
    const codes = reference.problems.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['key_missing', 'invalid_input', 'rate_limited']));
    const order = calls.find(({ name }) => name === 'createOrder')!;
    expect(order.problems.map(({ code }) => code)).toEqual(expect.arrayContaining(['reference_in_use']));
    expect(order.problems.map(({ code }) => code)).not.toContain('key_missing');
  });

  test('shows each request as a line for a shell without a quote inside its quotes', () => {
    for (const { examples } of calls) {
      for (const { curl } of examples) {
        expect(curl).toMatch(/^curl (-X [A-Z]+ )?"\$API\/[^"]+" \\\n {2}-H "Authorization: Bearer \$KEY"/);
        expect(curl.split("'").length % 2).toBe(1);
        expect(curl.split("'").length).toBeLessThanOrEqual(3);
      }
    }
  });
});
