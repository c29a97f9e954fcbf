/**
 * For tests: bodies and parameters made up from the OpenAPI document's schemas. Some fit, and some have something wrong in
 * them that a program, a person or an attacker might send.
 */
import fc, { type Arbitrary } from 'fast-check';
import { HOSTILE_TEXTS, UNKEEPABLE_TEXTS } from './hostile-text';
import type { JsonSchema } from './json-schema';

export interface Known {
  readonly resolve: (reference: string) => JsonSchema;
  /** Ids that are there, by their prefix, for a body that gets beyond the door. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** Values that a call can do something with, where any other is refused early. */
  readonly favourites: readonly unknown[];
}

/** Where JSON.stringify would not write what is meant: these stand for it until the text is made. */
const RAW = {
  '\u0002deep list': '['.repeat(20_000) + ']'.repeat(20_000),
  '\u0002deep object': '{"a":'.repeat(8_000) + '1' + '}'.repeat(8_000),
  '\u0002beyond all numbers': '1e400',
  '\u0002minus zero': '-0',
  '\u0002more digits than a float': '123456789012345678901234567890.000000001',
} as const;

/** As it is sent. */
export function textOf(body: unknown): string {
  return JSON.stringify(body).replace(/"\\u0002[^"]+"/g, (name) => RAW[JSON.parse(name) as keyof typeof RAW] ?? name);
}

/** As RFC 3339 writes years: in four digits; the first is one, since there was no year zero. */
const FIRST_MOMENT = new Date('0001-01-01T00:00:00Z');
const LAST_MOMENT = new Date('9999-12-31T23:59:59.999Z');

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What fits a schema. */
export function fitting(schema: JsonSchema, known: Known): Arbitrary<unknown> {
  if (schema.$ref !== undefined) return fitting(known.resolve(schema.$ref), known);
  const type = [schema.type].flat()[0];
  const favoured = known.favourites.filter((value) => schema.enum?.includes(value));
  if (favoured.length > 0) return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...favoured) }, enumOf(schema));
  if (schema.enum) return enumOf(schema);
  if (type === 'object') return objectOf(schema, known);
  if (type === 'array') {
    const { minItems: minLength = 0, maxItems = 5 } = schema;
    return fc.array(fitting(schema.items ?? {}, known), { minLength, maxLength: Math.min(maxItems, 5) });
  }
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number')
    return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000 });
  return stringOf(schema, known);
}

function enumOf({ enum: values = [] }: JsonSchema): Arbitrary<unknown> {
  return fc.constantFrom(...values);
}

function objectOf({ properties = {}, required = [] }: JsonSchema, known: Known): Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, fitting(inner, known)]));
  return fc.record(fields, { requiredKeys: [...required], noNullPrototype: true });
}

function stringOf(
  { pattern, format, minLength = 0, maxLength = 300, example }: JsonSchema,
  known: Known,
): Arbitrary<string> {
  const prefix = /^\^([a-z]{3})_\[/.exec(pattern ?? '')?.[1];
  if (prefix !== undefined) return idOf(prefix, known);
  const favourites = known.favourites.filter(
    (value): value is string =>
      typeof value === 'string' && pattern !== undefined && new RegExp(pattern, 'u').test(value),
  );
  const fits = (text: string) =>
    text.length >= minLength &&
    text.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text));
  if (format === 'email') return fc.emailAddress().filter(fits);
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true, min: FIRST_MOMENT, max: LAST_MOMENT }).map((date) => date.toISOString());
  const examples = typeof example === 'string' ? [example] : [];
  const usual = [...favourites, ...examples, ...HOSTILE_TEXTS].filter(fits);
  if (pattern !== undefined && !pattern.includes('\\p')) {
    const made = fc.stringMatching(new RegExp(pattern)).filter(fits);
    return usual.length === 0 ? made : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usual) }, made);
  }
  return fc.oneof(fc.constantFrom(...usual), fc.string({ minLength, maxLength, unit: 'grapheme' }).filter(fits));
}

/** One that is there, or one of the right form that nobody has. */
function idOf(prefix: string, { ids }: Known): Arbitrary<string> {
  const unknown = fc.stringMatching(new RegExp(`^[${ALPHABET}]{26}$`)).map((letters) => `${prefix}_${letters}`);
  const there = ids[prefix] ?? [];
  return there.length === 0 ? unknown : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...there) }, unknown);
}

/** What stands where something else should. */
export const junk: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS, ...UNKEEPABLE_TEXTS, ...Object.keys(RAW)),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e21,
    Number.MAX_SAFE_INTEGER + 2,
    '',
    ' ',
    '-1',
    '00',
    '1e5',
  ),
  fc.constantFrom<unknown>([], {}, [[]], [null], { length: 1 }, { toString: 1 }, 'x'.repeat(10_000), '🙂'.repeat(129)),
  fc.constantFrom<unknown>('99999999999999999', '9'.repeat(400), '0x10', '１２３', '٣', 'NaN', 'XXX', 'php', 'IDR '),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.jsonValue({ maxDepth: 4 }),
);

const strangeName = fc.constantFrom(
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    ' ',
    'a.b',
    'nobodyAskedForThis',
    "';--",
    'ключ',
    '\0',
    '\ud800',
  ],
  'x'.repeat(5_000),
);

type Change = (body: unknown) => unknown;

const withField = (body: unknown, name: string, value: unknown): unknown => {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return Object.fromEntries([...entries.filter(([other]) => other !== name), [name, value]]);
};

/** One thing changed, somewhere. */
const change: Arbitrary<Change> = fc.oneof(
  {
    weight: 1,
    arbitrary: junk.map(
      (value): Change =>
        () =>
          value,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(strangeName, junk).map(
      ([name, value]): Change =>
        (body) =>
          withField(body, name, value),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(fc.nat(), junk).map(
      ([at, value]): Change =>
        (body) =>
          inField(body, at, () => value),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat().map(
      (at): Change =>
        (body) =>
          withoutField(body, at),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(), fc.nat(), junk).map(([at, below, value]): Change => {
      return (body) => inField(body, at, (inner) => inField(inner, below, () => value));
    }),
  },
);

function inField(body: unknown, at: number, alter: Change): unknown {
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  if (names.length === 0) return alter(body);
  const name = names[at % names.length]!;
  return withField(body, name, alter((body as Record<string, unknown>)[name]));
}

function withoutField(body: unknown, at: number): unknown {
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  return Object.fromEntries(Object.entries(body ?? {}).filter(([name]) => name !== names[at % names.length]));
}

/** What fits, or was made unfit in one place or in three. */
export function perhapsFitting(schema: JsonSchema, known: Known): Arbitrary<unknown> {
  const good = fitting(schema, known);
  const changed = fc
    .tuple(good, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([body, changes]) => changes.reduce((so, one) => one(so), body));
  return fc.oneof({ weight: 2, arbitrary: good }, { weight: 5, arbitrary: changed });
}
