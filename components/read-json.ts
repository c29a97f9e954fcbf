/**
 * Speaks JSON with our own handlers from the browser. A refusal arrives as problem+json and becomes a `Problem` that can
 * be shown; anything unreadable, a lost connection included, becomes one as well, with `known` false: nobody can say then
 * whether the server acted.
 */
import { messages } from '@/messages';

export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly title: string,
    readonly detail: string,
    /** HTTP status, or 0 when there was no answer. */
    readonly status: number,
    /** The server said no by itself, so nothing was done. */
    readonly known: boolean,
    /** What was refused, by its stable name; empty when there was no answer. */
    readonly code = '',
    /** Which fields were not accepted and why. */
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(title);
  }
}

/** @throws Problem */
export async function readJson<T>(address: string, init?: RequestInit): Promise<T> {
  const response = await fetch(address, { ...init, headers: { accept: 'application/json', ...init?.headers } }).catch(
    () => null,
  );
  if (response === null) throw unreadable(0);
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  if (!isProblem(body)) throw unreadable(response.status);
  const code = body.type?.split(':').at(-1) ?? '';
  throw new Problem(
    body.title,
    body.detail ?? '',
    response.status,
    response.status < 500,
    code,
    wholeFields(body.fields),
  );
}

/** A form shows a list under one name: what is wrong with a part of it, as `hours.0`, is wrong with all of it. */
function wholeFields(fields: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const whole: Record<string, string> = {};
  for (const [path, why] of Object.entries(fields)) whole[path.split('.')[0] ?? path] ??= why;
  return whole;
}

/** What is wrong with fields that a form does not show; said in its notice, for nothing else would say it. */
export function unshown({ fields }: Pick<Problem, 'fields'>, names: readonly string[]): string[] {
  return Object.entries(fields)
    .filter(([field]) => !names.includes(field))
    .map(([field, why]) => `${field}: ${why}`);
}

/** All that is wrong stands beside a field of the form, so that no notice is needed. */
export function standsBeside(problem: Pick<Problem, 'fields'>, names: readonly string[]): boolean {
  return Object.keys(problem.fields).length > 0 && unshown(problem, names).length === 0;
}

/** @throws Problem */
export function postJson<T>(address: string, input: unknown): Promise<T> {
  return readJson<T>(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
}

function unreadable(status: number): Problem {
  return new Problem(messages.shared.failed.title, messages.shared.requestFailed, status, false);
}

interface ProblemBody {
  readonly type?: string;
  readonly title: string;
  readonly detail?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

function isProblem(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'title' in body && typeof body.title === 'string';
}
