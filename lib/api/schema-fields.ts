/** JSON Schema as a person reads it in a table: one line for each field, objects within opened by a dot. */

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly (string | null)[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
}

export interface FieldView {
  readonly name: string;
  /** As `string`, `string or null`, `Payment[]`. */
  readonly type: string;
  readonly required: boolean;
  readonly description: string | null;
  /** What it may hold: bounds, the words it is one of, what it is when absent. */
  readonly bounds: string | null;
}

interface Components {
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** More would be a list of its own; the words are in the document. */
const WORDS_SHOWN_MAX = 12;
/** Sums are told once, in the introduction, and stay one field. */
const SUM = 'Sum';

/** The fields of an object. What it names as an object of its own stays a name, unless only it has it. */
export function fieldsOf(schema: JsonSchema, document: Components, within = ''): FieldView[] {
  const { properties = {}, required = [] } = resolve(schema, document);
  return Object.entries(properties).flatMap(([name, field]) => {
    const whole = resolve(field, document);
    const view: FieldView = {
      name: `${within}${name}`,
      type: typeOf(field, whole),
      required: required.includes(name),
      description: whole.description ?? null,
      bounds: boundsOf(whole),
    };
    const isOpened = whole.properties !== undefined && (!field.$ref || nameOf(field.$ref) === 'Amount');
    return isOpened && !isSum(whole) ? [view, ...fieldsOf(whole, document, `${view.name}.`)] : [view];
  });
}

function resolve(schema: JsonSchema, { components }: Components): JsonSchema {
  return schema.$ref ? (components.schemas[nameOf(schema.$ref)] ?? schema) : schema;
}

const nameOf = (ref: string) => ref.split('/').at(-1) ?? '';

/** Its description differs from field to field, so it is not named. */
function isSum({ properties, additionalProperties }: JsonSchema): boolean {
  return Object.keys(properties ?? {}).join() === 'currency,value' && additionalProperties !== false;
}

function typeOf(field: JsonSchema, whole: JsonSchema): string {
  const orNull = [whole.type].flat().includes('null') ? ' or null' : '';
  if (field.$ref && nameOf(field.$ref) !== 'Amount') return `${nameOf(field.$ref)}${orNull}`;
  if (isSum(whole)) return `${SUM}${orNull}`;
  if (whole.items) return `${typeOf(whole.items, whole.items)}[]${orNull}`;
  const [type = 'any'] = [whole.type].flat().filter((one) => one !== 'null');
  return `${type}${orNull}`;
}

function boundsOf(schema: JsonSchema): string | null {
  const words = schema.enum?.filter((word) => word !== null) ?? [];
  const parts = [
    words.length > 0 && words.length <= WORDS_SHOWN_MAX && `One of ${words.map((word) => `\`${word}\``).join(', ')}.`,
    idOf(schema),
    schema.format === 'date-time' && 'A moment, as `2026-11-26T08:30:00Z`.',
    lengthOf(schema),
    schema.minimum !== undefined && schema.maximum !== undefined && `${schema.minimum} to ${schema.maximum}.`,
    schema.default !== undefined && `Absent: ${JSON.stringify(schema.default)}.`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : null;
}

function idOf({ pattern }: JsonSchema): string | false {
  const prefix = /^\^([a-z]{3}_)\[/.exec(pattern ?? '')?.[1];
  return prefix !== undefined && `An id, \`${prefix}…\``;
}

function lengthOf({ minLength, maxLength }: JsonSchema): string | false {
  if (maxLength === undefined) return false;
  return minLength === undefined ? `At most ${maxLength} characters.` : `${minLength} to ${maxLength} characters.`;
}
