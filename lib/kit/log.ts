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
];

export function createLogger(name: string, level = 'info'): Logger {
  return pino({
    name,
    level,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[secret]' },
    serializers: { err: describeError },
  });
}

/** What a log may say about an error: its kind, sentence and stack, never the values a database error carries along. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { message: 'a value that is no error was thrown' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const cause = error.cause instanceof Error ? { name: error.cause.name, message: error.cause.message } : undefined;
  // drizzle's message repeats the statement with its parameters, which may hold what belongs to a customer.
  const message = error.message.startsWith('Failed query') ? 'a database statement failed' : error.message;
  const stack = error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
  return { name: error.name, message, code, cause, stack };
}
