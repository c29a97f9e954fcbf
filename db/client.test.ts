import { inspect } from 'node:util';
import { DrizzleQueryError } from 'drizzle-orm';
import { expect, test } from 'vitest';
import './client';

test('a failed statement that somebody prints shows its code and where, never its parameters', () => {
  const cause = Object.assign(new Error('invalid input: "CANARY-3"'), { code: '22021' });
  const error = new DrizzleQueryError('select $1', ['CANARY-1', '\n    at CANARY-2'], cause);
  const printed = inspect(error);
  expect(printed).toContain('22021');
  expect(printed).toContain('client.test.ts');
  expect(printed).not.toContain('CANARY');
  expect(inspect({ error: [error] }, { depth: 5 })).not.toContain('CANARY');
});
