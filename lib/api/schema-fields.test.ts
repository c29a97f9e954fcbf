/** Fields as the API's page lists them. */
import { describe, expect, test } from 'vitest';
import { fieldsOf, type JsonSchema } from './schema-fields';

const schemas: Record<string, JsonSchema> = {
  Amount: {
    type: 'object',
    properties: { currency: { type: 'string', enum: ['PHP', 'KRW'] }, value: { type: 'string', maxLength: 16 } },
    required: ['currency', 'value'],
    additionalProperties: false,
  },
  Payment: { type: 'object', properties: { id: { type: 'string' } } },
};
const document = { components: { schemas } };
const field = (schema: JsonSchema, required = false) =>
  fieldsOf({ properties: { one: schema }, required: required ? ['one'] : [] }, document);

describe('a field', () => {
  test.each<[string, JsonSchema, string]>([
    ['text', { type: 'string' }, 'string'],
    ['what may be missing', { type: ['string', 'null'] }, 'string or null'],
    ['an object with a name', { $ref: '#/components/schemas/Payment' }, 'Payment'],
    ['a list of them', { type: 'array', items: { $ref: '#/components/schemas/Payment' } }, 'Payment[]'],
    ['a sum', { type: 'object', properties: { currency: {}, value: {} } }, 'Sum'],
  ])('of %s is called by its type', (_what, schema, type) => {
    expect(field(schema)).toMatchObject([{ name: 'one', type, required: false }]);
  });

  test.each<[JsonSchema, string]>([
    [{ type: 'string', enum: ['INIT', 'FAIL'] }, 'One of `INIT`, `FAIL`.'],
    [{ type: 'string', pattern: '^ord_[0-9A-Z]{26}$' }, 'An id, `ord_…`'],
    [{ type: 'string', minLength: 1, maxLength: 64 }, '1 to 64 characters.'],
    [{ type: 'integer', minimum: 1, maximum: 100, default: 20 }, '1 to 100. Absent: 20.'],
    [{ type: 'string', format: 'date-time' }, 'A moment, as `2026-11-26T08:30:00Z`.'],
  ])('%j says %s', (schema, bounds) => {
    expect(field(schema)[0]!.bounds).toBe(bounds);
  });

  test('that is asked for says so', () => {
    expect(field({ type: 'string' }, true)[0]!.required).toBe(true);
  });

  test('of more words than one reads lists none of them', () => {
    expect(field({ type: 'string', enum: Array.from({ length: 13 }, (_, n) => `W${n}`) })[0]!.bounds).toBeNull();
  });

  test('that is sent as an amount, or an object of its own, is opened', () => {
    expect(field({ $ref: '#/components/schemas/Amount' }).map(({ name }) => name)).toEqual([
      'one',
      'one.currency',
      'one.value',
    ]);
    const inner = { type: ['object', 'null'], properties: { kind: { type: 'string' } } };
    expect(field(inner).map(({ name, type }) => [name, type])).toEqual([
      ['one', 'object or null'],
      ['one.kind', 'string'],
    ]);
  });
});
