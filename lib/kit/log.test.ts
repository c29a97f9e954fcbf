/** What a line of the log says about an error, and what it must never say. */
import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { newKeyText } from '@/lib/auth/key-text';
import { createLogger } from './log';

const CANARY = 'lea@example.com';

/** What the given call wrote. */
function linesOf(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('test', 'info', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

const logged = (error: unknown) => linesOf((log) => log.error({ err: error }, 'a request failed'));

/** An error as postgres.js throws it: what was sent and what was refused hang on it. */
function postgresError(code: string, message: string, cause?: unknown): Error {
  const error = new Error(message, { cause });
  error.name = 'PostgresError';
  return Object.assign(error, {
    code,
    detail: `Key (email)=(${CANARY}) already exists.`,
    query: `select '${CANARY}'`,
    parameters: [CANARY],
    where: `COPY users, line 1, column email: "${CANARY}"`,
    args: [CANARY],
  });
}

const failedQuery = (cause?: Error) => new DrizzleQueryError('select * from users where email = $1', [CANARY], cause);

const unique = () => postgresError('23505', 'duplicate key value violates unique constraint "users_email"');
const unreadable = () => postgresError('22P02', `invalid input syntax for type bigint: "${CANARY}"`);

const thrown: [string, () => unknown][] = [
  ['a failed statement', () => failedQuery()],
  ['a failed statement with PostgreSQL’s reason', () => failedQuery(unique())],
  ['a value that PostgreSQL quotes', () => failedQuery(unreadable())],
  ['PostgreSQL’s own error', unique],
  ['PostgreSQL’s own error about a value', unreadable],
  ['a failed statement as a cause', () => new Error('the order was not placed', { cause: failedQuery(unique()) })],
  [
    'a failed statement as a cause of causes',
    () => new Error('outer', { cause: new Error('inner', { cause: failedQuery(unreadable()) }) }),
  ],
  ['several at once', () => new AggregateError([failedQuery(), unreadable(), CANARY], 'two of them failed')],
  ['several at once as a cause', () => new Error('outer', { cause: new AggregateError([failedQuery(unique())]) })],
  ['a statement’s message inside another’s', () => new Error(`it broke: ${failedQuery().message}`)],
  ['a value that looks like a line of a stack', () => new DrizzleQueryError('select $1', [`\n    at ${CANARY}`])],
  ['a text', () => CANARY],
  ['an object that is no error', () => ({ message: CANARY, params: [CANARY] })],
];

describe('a logged error', () => {
  it.each(thrown)('shows no value of %s', (_what, make) => {
    const error = make();
    expect(logged(error)).toContain('a request failed');
    expect(logged(error)).not.toContain(CANARY);
    expect(linesOf((log) => log.child({ request: 1 }).error({ err: error }))).not.toContain(CANARY);
    if (error instanceof Error) expect(linesOf((log) => log.error(error))).not.toContain(CANARY);
  });

  it('still says what happened, where and why', () => {
    const { err } = JSON.parse(logged(failedQuery(unique()))) as { err: Record<string, unknown> };
    expect(err).toMatchObject({
      message: 'a database statement failed',
      stack: expect.stringContaining('log.test.ts'),
      cause: { code: '23505', message: 'duplicate key value violates unique constraint "users_email"' },
    });
  });

  it('names each address that did not answer', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:5432'), { code: 'ECONNREFUSED' });
    const { err } = JSON.parse(logged(new AggregateError([refused]))) as { err: Record<string, unknown> };
    expect(err).toMatchObject({ errors: [{ code: 'ECONNREFUSED', message: 'connect ECONNREFUSED ::1:5432' }] });
  });

  it('that is its own cause ends', () => {
    const circle = new Error('round');
    circle.cause = circle;
    expect(logged(circle)).toContain('round');
  });
});

describe.each(['demo', 'test', 'live'] as const)('a key of the REST API in %s mode', (mode) => {
  const { key, prefix } = newKeyText(mode);
  const rest = key.slice(prefix.length);
  const places: [string, (log: ReturnType<typeof createLogger>) => void][] = [
    ['the words', (log) => log.info(`asked with ${key}, and again with ${key}`)],
    ['a field that nobody masks', (log) => log.info({ deep: { down: [{ header: `Bearer ${key}` }] } }, 'asked')],
    ['an address', (log) => log.info({ url: `/api/v1/orders?key=${key}&x=1` }, 'asked')],
    ['an error’s sentence', (log) => log.error({ err: new Error(`no such thing: ${key}`) }, 'asked')],
    ['the cause of an error', (log) => log.error(new Error('outer', { cause: new Error(`"${key}"`) }))],
    ['what a child of the log says of itself', (log) => log.child({ caller: key }).info('asked')],
    ['the name of a field', (log) => log.info({ [key]: 1 }, 'asked')],
  ];

  it.each(places)('is cut where it stands in %s; its first letters say which one it is', (_where, write) => {
    const written = linesOf(write);
    expect(written).toContain(`${prefix}[secret]`);
    expect(written).not.toContain(rest);
    for (const line of written.trim().split('\n')) expect(() => void JSON.parse(line)).not.toThrow();
  });

  it('is masked whole in a field that is called after it', () => {
    expect(
      linesOf((log) => log.info({ apiKey: key, caller: { authorization: `Bearer ${key}` } }, 'asked')),
    ).not.toContain(prefix);
  });
});

it('a line that only looks a little like a key stays as it is', () => {
  const words = 'mandate_test_database is at mandate_demo_AbCdEfGh and key_01K9ZZZZZZZZZZZZZZZZZZZZZZ';
  expect(linesOf((log) => log.info(words))).toContain(words);
});
