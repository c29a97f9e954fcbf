/**
 * Reads what every answer of Alipay has in common: one JSON object with a `result` whose status is S, F or U. Folds F and U, which mean
 * the same in all messages, and leaves S to the message.
 *
 * Comes after the signature check and never before. Unknown fields are ignored; absent and null are alike; scalars may come as text or
 * as native JSON.
 *
 * Wire: protocol 1.4 and 3.0. Does not know: which message it reads, HTTP, signatures.
 */
import { z } from 'zod';
import { MoneyError, parseMoney, type Money } from '@/lib/kit/money';
import { malformed, type NoValue, type Outcome } from '@/lib/alipay/outcome';
import { meaningOf, unknownReasonOf, type Api } from '@/lib/alipay/result-codes';

/** Text of at most `lengthMax` characters; whole numbers that JavaScript reads exactly are taken too, null is absent. */
export function wireText(lengthMax: number) {
  return z
    .union([z.string(), z.number().int().transform(String)])
    .pipe(z.string().max(lengthMax))
    .nullish()
    .transform((value) => (value === undefined || value === null || value === '' ? null : value));
}

/** The same, where a message without it is none. */
export function wireRequired(lengthMax: number) {
  return wireText(lengthMax).pipe(z.string());
}

/** Of text for people only this much is kept. */
const LABEL_LENGTH_MAX = 256;

/** Text for people only, null when it is none: however wrong or long, it must not make the rest of an answer unreadable. */
export const wireLabel = z
  .unknown()
  .optional()
  .transform((text) => (typeof text === 'string' && text.trim() !== '' ? text.slice(0, LABEL_LENGTH_MAX) : null));

/** A time with an offset, or epoch milliseconds; null when absent or unreadable (a time never decides about money). */
export const wireTime = wireText(64)
  .catch(null)
  .transform((value) => (value === null ? null : readTime(value)));

/** An amount that may be absent; one that is there must be readable. */
export const wireAmount = z
  .object({ currency: z.string(), value: z.union([z.string(), z.number().int().transform(String)]) })
  .nullish()
  .transform((value, context): Money | null => {
    if (value === undefined || value === null) return null;
    try {
      return parseMoney(value);
    } catch (error) {
      context.addIssue(error instanceof MoneyError ? error.message : 'is not an amount');
      return z.NEVER;
    }
  });

export const wireResult = z.object({
  resultCode: z.string().min(1).max(64),
  resultStatus: z.enum(['S', 'F', 'U']),
  // Some of the official models leave it out.
  resultMessage: wireLabel.transform((message) => message ?? ''),
});

export type WireResult = z.output<typeof wireResult>;

const answerHead = z.object({ result: wireResult });

const ID_NAMES = ['paymentRequestId', 'paymentId', 'refundRequestId', 'refundId'] as const;

const UNREADABLE = Symbol('an id that cannot be read');

/** The ids that a message may name its subject by. */
export type SubjectIds = { readonly [Name in (typeof ID_NAMES)[number]]?: string };

/** Which question an answer belongs to. */
export interface Asked {
  readonly api: Api;
  /** What we asked about, where there is such a thing: an answer that names another, be it S, F or U, is not ours. */
  readonly ids?: SubjectIds;
  /** For messages in which F never speaks of the subject. */
  readonly failureIsAbout?: 'request';
}

/**
 * Reads an answer: `onDone` is asked only when the result is S.
 *
 * @returns what `onDone` says, `failed` for F, `unknown` for U and for everything that is not an answer
 */
export function readAnswer<Schema extends z.ZodType, T>(
  body: Uint8Array,
  asked: Asked,
  schema: Schema,
  onDone: (answer: z.output<Schema>) => Outcome<T>,
): Outcome<T> {
  const json = readJsonObject(body);
  if (json === null) return malformed('the answer is not a JSON object');
  const head = answerHead.safeParse(json);
  if (!head.success) return malformed(`the answer has no result: ${describeIssues(head.error)}`);
  const other = asked.ids && namesAnother(json, asked.ids);
  if (other) return malformed(`the answer is about another ${other}`);
  const folded = foldResult(asked.api, head.data.result);
  if (folded !== 'done' && folded.kind === 'failed') return { ...folded, about: asked.failureIsAbout ?? folded.about };
  if (folded !== 'done') return withGatewayIds(folded, json);
  const answer = schema.safeParse(json);
  return answer.success
    ? onDone(answer.data)
    : malformed(`the answer is not as documented: ${describeIssues(answer.error)}`);
}

/** What a result says by itself. A status that contradicts its own code is no answer: neither can be believed. */
export function foldResult(api: Api, result: WireResult): 'done' | NoValue {
  const { resultCode: code, resultStatus: status, resultMessage: message } = result;
  const meaning = meaningOf(api, code);
  if (status === 'U') return { kind: 'unknown', reason: unknownReasonOf(code), code, message };
  if (meaning !== null && meaning.status !== status) {
    return { ...malformed(`status ${status} contradicts code ${code}`), code };
  }
  return status === 'S' ? 'done' : failure(api, code, message);
}

/** A failure with the table's word on a retry; a code the table does not know fails by its status, and nothing is promised. */
export function failure(
  api: Api,
  code: string,
  message: string,
  about?: 'subject',
): Extract<NoValue, { kind: 'failed' }> {
  const meaning = meaningOf(api, code);
  return {
    kind: 'failed',
    code,
    message,
    about: about ?? meaning?.about ?? 'subject',
    retryable: meaning?.retryable ?? false,
  };
}

const claimedHead = z.object({ result: z.object({ resultCode: wireText(64), resultStatus: wireText(8) }) });

/** What the body claims as its result, believed or not: for the evidence. */
export function claimedResult(body: Uint8Array): { resultCode: string | null; resultStatus: string | null } {
  const head = claimedHead.safeParse(readJsonObject(body));
  return head.success ? head.data.result : { resultCode: null, resultStatus: null };
}

/** A NUL as JSON writes it: an odd number of backslashes before `u0000`. An even number is backslashes, and then five letters. */
const ESCAPED_NUL = /(?<!\\)(?:\\\\)*\\u0000/;

/** @returns null when the bytes are not one JSON object in UTF-8 */
export function readJsonObject(body: Uint8Array): object | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    // PostgreSQL keeps no NUL in text: a message that holds one could be believed, but never kept.
    if (text.includes('\u0000') || ESCAPED_NUL.test(text)) return null;
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : null;
  } catch {
    return null;
  }
}

/** Reads epoch milliseconds or ISO 8601 with an offset; null for anything else. */
export function readTime(value: string): Date | null {
  const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/;
  if (!/^\d{12,14}$/.test(value) && !iso.test(value)) return null;
  // Some writers leave the colon out of the offset, which JavaScript does not read.
  const time = value.includes('T') ? new Date(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : new Date(Number(value));
  return Number.isNaN(time.getTime()) ? null : time;
}

/** Names the fields that were wrong, never their content. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'message'}: ${issue.code}`)
    .join(', ');
}

/** Absent is not another: several refusals come without the echo. @returns the word for what differs */
function namesAnother(json: object, ids: SubjectIds): 'payment' | 'refund' | null {
  for (const name of ID_NAMES) {
    const asked = ids[name];
    if (asked === undefined) continue;
    const told = readId(json, name);
    if (told !== null && told !== asked) return name.startsWith('refund') ? 'refund' : 'payment';
  }
  return null;
}

/** Null when absent; an id that cannot be read is nobody's. */
function readId(json: object, name: (typeof ID_NAMES)[number]): string | symbol | null {
  const told = wireText(64).safeParse(Object.hasOwn(json, name) ? json[name as keyof typeof json] : null);
  return told.success ? told.data : UNREADABLE;
}

/** An unknown answer may still tell that the payment or the refund exists. */
function withGatewayIds(folded: NoValue, json: object): NoValue {
  if (folded.kind !== 'unknown' || folded.reason === 'malformed') return folded;
  const [paymentId, refundId] = [readId(json, 'paymentId'), readId(json, 'refundId')];
  return {
    ...folded,
    ...(typeof paymentId === 'string' && { paymentId }),
    ...(typeof refundId === 'string' && { refundId }),
  };
}
