/**
 * Holds what the gateway says to the document's tables: every field that comes is of its type and no longer than it may be.
 * Fields that the tables don't know are let pass (protocol 1.4).
 */
import { type AnswerField, type FieldType, type NotificationField } from './fields/field';

const ISO_WITH_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const CHECKS: Record<FieldType, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  url: (value) => typeof value === 'string' && URL.canParse(value) && /^https?:/.test(value),
  time: (value) => typeof value === 'string' && ISO_WITH_OFFSET.test(value) && !Number.isNaN(Date.parse(value)),
  flag: (value) => typeof value === 'boolean' || value === 'true' || value === 'false',
  integer: (value) => /^-?\d+$/.test(String(value)),
  object: isObject,
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  list: (value) => Array.isArray(value) && value.every(isObject),
  currency: (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
  minor: (value) => typeof value === 'string' && /^[1-9]\d*$/.test(value),
};

/** Everything that stands at a path; several below a list, nothing where a parent is absent. */
export function valuesAt(message: unknown, path: string): unknown[] {
  let found: unknown[] = [message];
  for (const step of path.split('.')) {
    const name = step.replace('[]', '');
    const next = found.flatMap((holder) => (isObject(holder) && name in holder ? [holder[name]] : []));
    found = step.endsWith('[]') ? next.flatMap((value) => (Array.isArray(value) ? value : [])) : next;
  }
  return found.filter((value) => value !== undefined && value !== null);
}

/** Required below a parent counts only where that parent is there. */
function holdersOf(message: unknown, path: string): number {
  const parent = path.split('.').slice(0, -1).join('.');
  return parent === '' ? 1 : valuesAt(message, parent).length;
}

function faultsOf(value: unknown, field: AnswerField): string[] {
  const faults: string[] = [];
  if (field.type && !CHECKS[field.type](value))
    faults.push(`${field.at} is no ${field.type}: ${JSON.stringify(value)}`);
  const length = typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : 0;
  if (field.max !== undefined && length > field.max) faults.push(`${field.at} has ${length}, more than ${field.max}`);
  if (field.values && !field.values.includes(String(value))) faults.push(`${field.at} is ${JSON.stringify(value)}`);
  return faults;
}

/** What is wrong with a message, as sentences; none when all is well. */
export function faultsIn(message: unknown, fields: readonly NotificationField[]): string[] {
  return fields.flatMap((field) => {
    const values = valuesAt(message, field.at);
    const missing = field.required && values.length < holdersOf(message, field.at) ? [`${field.at} is missing`] : [];
    return [...missing, ...values.flatMap((value) => faultsOf(value, field))];
  });
}
