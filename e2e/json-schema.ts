/**
 * For tests: checks a value against a schema of the OpenAPI document as its readers do, by the JSON Schema keywords that the
 * document uses. A keyword that is not known here is an error: nothing may pass because nobody looked.
 */

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly deprecated?: boolean;
}

interface Reading {
  /** What a `$ref` leads to. */
  readonly resolve: (reference: string) => JsonSchema;
  /** Objects hold nothing that is not declared: what we answer must all be told. */
  readonly closed?: boolean;
}

type Rule<Key extends keyof JsonSchema> = (
  wanted: NonNullable<JsonSchema[Key]>,
  value: unknown,
  look: (schema: JsonSchema, value: unknown, below: string) => string[],
  schema: JsonSchema,
) => string[];

const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
};

const says = (holds: boolean, complaint: string) => (holds ? [] : [complaint]);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const sameJson = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);
const lengthOf = (value: unknown) => (typeof value === 'string' ? [...value].length : null);
const within = (size: number | null, holds: (size: number) => boolean, complaint: string) =>
  says(size === null || holds(size), complaint);
const numberOf = (value: unknown) => (typeof value === 'number' ? value : null);
const countOf = (value: unknown) => (Array.isArray(value) ? value.length : null);

function hasType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

const alternatives: Rule<'anyOf' | 'oneOf'> = (schemas, value, look) =>
  says(
    (schemas as readonly JsonSchema[]).some((schema) => look(schema, value, '').length === 0),
    'fits none of the alternatives',
  );

const RULES: { readonly [Key in keyof JsonSchema]?: Rule<Key> } = {
  type: (type, value) =>
    says(
      [type].flat().some((one) => hasType(one, value)),
      `is no ${[type].flat().join(' or ')}`,
    ),
  enum: (values, value) =>
    says(
      values.some((one) => sameJson(one, value)),
      'is none of the values',
    ),
  const: (wanted, value) => says(sameJson(wanted, value), 'is another value'),
  anyOf: alternatives,
  oneOf: alternatives,
  allOf: (schemas, value, look) => schemas.flatMap((schema) => look(schema, value, '')),
  properties: (properties, value, look) =>
    isRecord(value)
      ? Object.entries(properties).flatMap(([name, schema]) =>
          Object.hasOwn(value, name) ? look(schema, value[name], `.${name}`) : [],
        )
      : [],
  required: (names, value) =>
    isRecord(value) ? names.filter((name) => !Object.hasOwn(value, name)).map((name) => `lacks ${name}`) : [],
  additionalProperties: (rule, value, look, { properties = {} }) => {
    if (!isRecord(value) || rule === true) return [];
    const others = Object.keys(value).filter((name) => !Object.hasOwn(properties, name));
    if (rule === false) return others.map((name) => `holds ${name}, which is not declared`);
    return others.flatMap((name) => look(rule as JsonSchema, value[name], `.${name}`));
  },
  propertyNames: (schema, value, look) =>
    isRecord(value) ? Object.keys(value).flatMap((name) => look(schema, name, `.${name}`)) : [],
  items: (schema, value, look) =>
    Array.isArray(value) ? value.flatMap((item, place) => look(schema, item, `.${place}`)) : [],
  minItems: (least, value) => within(countOf(value), (count) => count >= least, `has fewer than ${least}`),
  maxItems: (most, value) => within(countOf(value), (count) => count <= most, `has more than ${most}`),
  uniqueItems: (_unique, value) =>
    says(
      !Array.isArray(value) || new Set(value.map((item) => JSON.stringify(item))).size === value.length,
      'holds something twice',
    ),
  pattern: (pattern, value) =>
    says(typeof value !== 'string' || new RegExp(pattern, 'u').test(value), `does not fit ${pattern}`),
  minLength: (least, value) => within(lengthOf(value), (length) => length >= least, `is shorter than ${least}`),
  maxLength: (most, value) => within(lengthOf(value), (length) => length <= most, `is longer than ${most}`),
  minimum: (least, value) => within(numberOf(value), (number) => number >= least, `is less than ${least}`),
  maximum: (most, value) => within(numberOf(value), (number) => number <= most, `is more than ${most}`),
  exclusiveMinimum: (below, value) => within(numberOf(value), (number) => number > below, `is not above ${below}`),
  format: (format, value) => {
    const known = FORMATS[format];
    if (!known) throw new Error(`the format ${format} is not known here: add it to FORMATS`);
    return says(typeof value !== 'string' || known.test(value), `is no ${format}`);
  },
};

const SAY_NOTHING = new Set(['title', 'description', 'default', 'example', 'examples', 'deprecated']);

/** Everything that is wrong, each with where it stands; empty when the value fits. */
export function complaintsOf(schema: JsonSchema, value: unknown, reading: Reading, place = '$'): string[] {
  const look = (inner: JsonSchema, one: unknown, below: string) => complaintsOf(inner, one, reading, place + below);
  if (schema.$ref !== undefined) return look(reading.resolve(schema.$ref), value, '');
  const isOpen = schema.properties !== undefined && schema.additionalProperties === undefined;
  const read = reading.closed && isOpen ? { ...schema, additionalProperties: false } : schema;
  return Object.entries(read).flatMap(([keyword, wanted]) => {
    if (SAY_NOTHING.has(keyword)) return [];
    const rule = RULES[keyword as keyof JsonSchema] as Rule<keyof JsonSchema> | undefined;
    if (!rule) throw new Error(`the keyword ${keyword} is not known here: add it to RULES`);
    // What was found deeper says already where it stands.
    return rule(wanted as never, value, look, schema).map((one) => (one.startsWith('$') ? one : `${place} ${one}`));
  });
}
