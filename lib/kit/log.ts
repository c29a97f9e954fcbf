/**
 * One line of JSON per event, to standard output, masked.
 *
 * Callers log names and ids, never bodies; the redaction here is the second fence, for a field that slips in by
 * mistake. Knows nobody.
 */
import pino from 'pino';

export type Logger = pino.Logger;

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'accessToken',
  'refreshToken',
  'authCode',
  'authState',
  'signature',
  'paymentMethodId',
  'secret',
  'token',
  'apiKey',
];

/**
 * A key of our REST API, wherever in a line it stands: a merchant's system may put one where nobody expects it. Its first
 * letters stay, which are no secret and say which key must be revoked.
 */
const API_KEY = /(mandate_(?:demo|test|live)_[A-Za-z0-9_-]{8})[A-Za-z0-9_-]{20,}/g;

/** Causes of causes say little more, and a chain may be a circle. */
const CAUSES_MAX = 3;
/** Of an AggregateError: one per address that was tried. */
const ERRORS_MAX = 5;

/** @param destination standard output unless given */
export function createLogger(name: string, level = 'info', destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    name,
    level,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[secret]' },
    serializers: { err: (error: unknown) => describeError(error, CAUSES_MAX) },
    hooks: { logMethod: sayOurWords, streamWrite: (line) => line.replaceAll(API_KEY, '$1[secret]') },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** The library takes an error's own message where a line has no words: that one may hold what was in a statement. */
function sayOurWords(this: Logger, args: Parameters<pino.LogFn>, write: pino.LogFn): void {
  const [first, message] = args as readonly unknown[];
  const isError = first instanceof Error;
  const holdsError = typeof first === 'object' && first !== null && 'err' in first;
  if (message === undefined && (isError || holdsError)) {
    return write.call(this, isError ? { err: first } : first, 'an error');
  }
  return write.apply(this, args);
}

interface DescribedError {
  readonly name?: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
}

/**
 * What a log may say about an error: its kind, sentence and stack, and the same of what caused it; never the values that
 * a database error carries along. Fields are named here one by one: whatever else hangs on an error stays out.
 */
function describeError(error: unknown, causesLeft: number): DescribedError {
  if (!(error instanceof Error)) return { message: 'a value that is no error was thrown' };
  const described: DescribedError = {
    name: error.name,
    message: sentenceOf(error),
    code: codeOf(error),
    stack: framesOf(error),
  };
  if (causesLeft === 0) return described;
  const cause = error.cause instanceof Error ? describeError(error.cause, causesLeft - 1) : undefined;
  const all: unknown = error instanceof AggregateError ? error.errors : undefined;
  const errors = Array.isArray(all)
    ? all.slice(0, ERRORS_MAX).map((one: unknown) => describeError(one, causesLeft - 1))
    : undefined;
  return { ...described, cause, errors };
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function sentenceOf(error: Error): string {
  // drizzle's message repeats the statement with its parameters, which may hold what belongs to a customer. Found anywhere,
  // since some wrap another error's message into their own.
  if (error.message.includes('Failed query')) return 'a database statement failed';
  // PostgreSQL's class 22, "data exception": its sentences quote the value that did not fit.
  if (/^22[0-9A-Z]{3}$/.test(codeOf(error) ?? '')) return 'PostgreSQL did not take a value';
  return error.message;
}

/** The lines of the stack that follow the message: a message of several lines could look like one of them. */
function framesOf({ stack, message }: Error): string | undefined {
  if (stack === undefined) return undefined;
  const at = stack.indexOf(message);
  // A message that was changed after the stack was written cannot be told from it.
  if (at < 0) return undefined;
  return stack
    .slice(at + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
