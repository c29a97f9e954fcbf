/**
 * A request's body as checked input: content type, size, time, then the schema. JSON and plain forms end in the same value.
 */
import type { z } from 'zod';
import { Refusal } from '@/lib/kit/errors';
import { readBodyBounded } from './body';

export interface BodyRule<Body> {
  readonly schema: z.ZodType<Body>;
  readonly kinds: readonly ('json' | 'form')[];
  readonly maxBytes?: number;
  /** An absent body counts as an empty object. */
  readonly optional?: boolean;
}

/** @throws Refusal `unsupported_media_type`, `body_too_large`, `request_timeout`, `malformed`, `invalid_input` */
export async function readInput<Body>(request: Request, rule: BodyRule<Body>): Promise<Body> {
  if (rule.optional && isAbsent(request)) return check(rule.schema, {});
  const kind = kindOf(request.headers.get('content-type'));
  if (kind === null || !rule.kinds.includes(kind)) throw new Refusal('unsupported_media_type');
  const bytes = await readBodyBounded(request, { maxBytes: rule.maxBytes });
  const value = kind === 'json' ? parseJson(bytes) : parseForm(bytes);
  return check(rule.schema, value);
}

/** @throws Refusal `invalid_input` that names every field which was not accepted */
export function check<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const unkeepable = findUnkeepable(value);
  if (unkeepable !== null) throw new Refusal('invalid_input', { [unkeepable]: UNKEEPABLE });
  const result = schema.safeParse(value, { error: sayMissing });
  if (!result.success) throw new Refusal('invalid_input', fieldsOf(result.error));
  return result.data;
}

const MISSING = 'Is missing.';

/** The library tells of an absent field as of one of a wrong type. */
function sayMissing(issue: { readonly code?: string; readonly input?: unknown }): string | undefined {
  return issue.code === 'invalid_type' && issue.input === undefined ? MISSING : undefined;
}

function isAbsent(request: Request): boolean {
  const [length, encoding, type] = ['content-length', 'transfer-encoding', 'content-type'].map((name) =>
    request.headers.get(name),
  );
  return request.body === null || length === '0' || (!length && !encoding && !type);
}

function kindOf(contentType: string | null): 'json' | 'form' | null {
  const essence = contentType?.split(';')[0]?.trim().toLowerCase();
  if (essence === 'application/json') return 'json';
  return essence === 'application/x-www-form-urlencoded' ? 'form' : null;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('malformed');
  }
}

function parseJson(bytes: Uint8Array): unknown {
  const text = decodeText(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal('malformed');
  }
}

function parseForm(bytes: Uint8Array): Record<string, string> {
  const fields = [...new URLSearchParams(decodeText(bytes))];
  // A field twice is no form of ours; taking the first or the last would be a guess.
  if (new Set(fields.map(([name]) => name)).size !== fields.length) throw new Refusal('malformed');
  return Object.fromEntries(fields);
}

/** Of those that nobody asked for, so many are named. */
const UNKNOWN_FIELDS_MAX = 20;
const UNKEEPABLE = 'Holds a character that cannot be stored.';
/** Longer than any field of ours; a stranger's may be as long as the body. */
const FIELD_LENGTH_MAX = 64;

/**
 * A field whose text holds a NUL, which no row of PostgreSQL can keep; null when there is none. Walks without calling
 * itself: a body may be nested far deeper than the stack.
 */
function findUnkeepable(input: unknown): string | null {
  const left: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: input }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { path, value } = next;
    if (typeof value === 'string' && value.includes('\0')) return fieldName(path);
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (name.includes('\0')) return fieldName(path);
      left.push({ path: path === '' ? name : `${path}.${name}`, value: inner });
    }
  }
  return null;
}

function fieldName(path: string): string {
  return path.slice(0, FIELD_LENGTH_MAX) || 'body';
}

/** The first complaint of each field, for the form to show beside it. */
function fieldsOf(error: z.ZodError): Record<string, string> {
  // A stranger names fields as he likes, `__proto__` too.
  const fields = new Map<string, string>();
  const complain = (path: PropertyKey[], message: string) => {
    const name = fieldName(path.join('.'));
    if (!fields.has(name)) fields.set(name, message);
  };
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, UNKNOWN_FIELDS_MAX))
        complain([...issue.path, key], 'There is no such field.');
    } else complain(issue.path, issue.message);
  }
  return Object.fromEntries(fields);
}
