/**
 * The field checker: one table row per field of a request, each with its type, whether it is required, and its
 * greatest length. The tables are data so that broken requests can be generated from them. It refuses to know what
 * a field is for.
 */

export type Body = Record<string, unknown>;

export type FieldKind =
  'text' | 'url' | 'time' | 'currency' | 'minor' | 'flag' | 'integer' | 'object' | 'list' | 'texts';

/** A condition with its name, so that a report can print it. */
export interface Condition {
  name: string;
  holds: (body: Body) => boolean;
}

export interface FieldRule {
  /** Dots for members, `[]` for each item: `order.goods[].goodsName`. */
  at: string;
  kind: FieldKind;
  /** Always, or under a condition; judged only where the object that holds the field is present. */
  required?: true | Condition;
  /** Characters of a text, items of a list. */
  max?: number;
  values?: readonly string[];
  /** What a text may be made of. */
  pattern?: RegExp;
  /** Of an integer, both ends included. */
  range?: readonly [least: number, greatest: number];
}

const MAX_AMOUNT_DIGITS = 16;
const WIRE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Absent and null are alike on this wire. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** ISO 8601 with an offset, as epoch milliseconds; undefined for anything else. */
export function parseWireTime(text: string): number | undefined {
  const at = WIRE_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//i.test(text);
}

/** Merchants' libraries send amounts, counts and flags as JSON's own numbers and booleans; both forms are right. */
function asText(rule: FieldRule, value: unknown): unknown {
  return rule.kind === 'minor' && Number.isSafeInteger(value) ? String(value) : value;
}

function textProblem(rule: FieldRule, sent: unknown): string | undefined {
  const value = asText(rule, sent);
  if (typeof value !== 'string') return 'must be a string';
  if (rule.required !== undefined && value === '') return 'is empty';
  if (rule.max !== undefined && value.length > rule.max && [...value].length > rule.max) {
    return `is longer than ${rule.max}`;
  }
  if (rule.values && !rule.values.includes(value)) return `is none of ${rule.values.join(', ')}`;
  if (rule.pattern && !rule.pattern.test(value)) return 'holds special characters';
  if (rule.kind === 'url' && !isWebAddress(value)) return 'is not an http address';
  if (rule.kind === 'time' && parseWireTime(value) === undefined) return 'is not an ISO 8601 time with an offset';
  if (rule.kind === 'currency' && !/^[A-Z]{3}$/.test(value)) return 'is not a currency code';
  if (rule.kind === 'minor' && !(/^[1-9]\d*$/.test(value) && value.length <= MAX_AMOUNT_DIGITS)) {
    return 'is not a positive whole number of minor units';
  }
  return undefined;
}

function listProblem(rule: FieldRule, value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'must be an array';
  if (rule.required !== undefined && value.length === 0) return 'is empty';
  if (rule.max !== undefined && value.length > rule.max) return `has more than ${rule.max} items`;
  if (rule.kind === 'list') return value.every(isRecord) ? undefined : 'must hold objects';
  if (!value.every((item) => typeof item === 'string')) return 'must hold strings';
  return rule.values && !value.every((item) => rule.values?.includes(item))
    ? `holds something else than ${rule.values.join(', ')}`
    : undefined;
}

function integerProblem({ range }: FieldRule, value: unknown): string | undefined {
  const isText = typeof value === 'string' && /^-?\d{1,9}$/.test(value);
  if (!isText && !Number.isInteger(value)) return 'must be an integer';
  const [least, greatest] = range ?? [-Infinity, Infinity];
  return Number(value) < least || Number(value) > greatest ? `is not from ${least} to ${greatest}` : undefined;
}

function problemOf(rule: FieldRule, value: unknown): string | undefined {
  switch (rule.kind) {
    case 'object':
      return isRecord(value) ? undefined : 'must be an object';
    case 'list':
    case 'texts':
      return listProblem(rule, value);
    case 'flag':
      return typeof value === 'boolean' || value === 'true' || value === 'false' ? undefined : 'must be a boolean';
    case 'integer':
      return integerProblem(rule, value);
    default:
      return textProblem(rule, value);
  }
}

interface Step {
  name: string;
  isList: boolean;
}

/** A rule with its path taken apart, which is done once per table and not once per request. */
interface Located {
  rule: FieldRule;
  parents: Step[];
  name: string;
}

const located = new WeakMap<readonly FieldRule[], Located[]>();

function locate(rules: readonly FieldRule[]): Located[] {
  const known = located.get(rules);
  if (known) return known;
  const fresh = rules.map((rule) => {
    const steps = rule.at.split('.');
    const name = steps.pop() ?? '';
    const parents = steps.map((step) => ({ name: step.replace('[]', ''), isList: step.endsWith('[]') }));
    return { rule, parents, name };
  });
  located.set(rules, fresh);
  return fresh;
}

/** The objects that hold a field: several below a list, none where a parent is absent. */
function holdersOf(body: Body, parents: Step[]): Body[] {
  let holders: Body[] = [body];
  for (const { name, isList } of parents) {
    const next: Body[] = [];
    for (const holder of holders) {
      const value = holder[name];
      if (isRecord(value)) {
        if (!isList) next.push(value);
      } else if (isList && Array.isArray(value)) {
        next.push(...value.filter(isRecord));
      }
    }
    if (next.length === 0) return next;
    holders = next;
  }
  return holders;
}

function isRequired(rule: FieldRule, body: Body): boolean {
  return rule.required === true || (rule.required !== undefined && rule.required.holds(body));
}

/** The first thing wrong with a request, as a sentence naming the field; undefined when all is well. */
export function checkFields(rules: readonly FieldRule[], body: Body): string | undefined {
  for (const { rule, parents, name } of locate(rules)) {
    for (const holder of holdersOf(body, parents)) {
      const value = holder[name];
      if (isAbsent(value)) {
        if (isRequired(rule, body)) return `${rule.at} is missing`;
        continue;
      }
      const problem = problemOf(rule, value);
      if (problem) return `${rule.at} ${problem}`;
    }
  }
  return undefined;
}

function valueAt(body: Body, path: string): unknown {
  let value: unknown = body;
  for (const step of path.split('.')) value = isRecord(value) ? value[step] : undefined;
  return value;
}

/** The text at a path of a checked request, whichever form it was sent in; undefined when it is absent. */
export function textAt(body: Body, path: string): string | undefined {
  const value = valueAt(body, path);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

/** Whether a flag of a checked request is set, whichever form it was sent in. */
export function flagAt(body: Body, path: string): boolean {
  const value = valueAt(body, path);
  return value === true || value === 'true';
}

/** The text at a path that the table requires. */
export function requiredTextAt(body: Body, path: string): string {
  const text = textAt(body, path);
  if (text === undefined) throw new Error(`${path} was not checked before it was read.`);
  return text;
}
