/** When the policy tries again, by the kind of trouble. */
import { expect, test } from 'vitest';
import { planRetry } from './retry-policy';

const at = new Date('2026-11-26T10:00:00Z');
const plan = (code: string, retries = 0) => planRetry({ code, at }, retries, [24, 72])?.toISOString() ?? null;

test.each(['USER_BALANCE_NOT_ENOUGH', 'USER_AMOUNT_EXCEED_LIMIT', 'PAYMENT_COUNT_EXCEED_LIMIT'])(
  '%s may be better later',
  (code) => {
    expect(plan(code)).toBe('2026-11-27T10:00:00.000Z');
    expect(plan(code, 1), 'the hours count from the first failure').toBe('2026-11-28T10:00:00.000Z');
    expect(plan(code, 2), 'and then no more').toBeNull();
  },
);

test.each([
  'PAYMENT_AMOUNT_EXCEED_LIMIT',
  'RISK_REJECT',
  'FRAUD_REJECT',
  'INVALID_ACCESS_TOKEN',
  'PARAM_ILLEGAL',
  'EARLIER_ATTEMPT_PAID',
  'A_CODE_NOBODY_KNOWS',
])('%s never will by waiting', (code) => {
  expect(plan(code)).toBeNull();
});
