import { expect, test } from 'vitest';
import { failureCategory, meaningOf, unknownReasonOf, unsignedCodes } from '@/lib/alipay/result-codes';

const gatewayLevel = [
  'ACCESS_DENIED',
  'CLIENT_FORBIDDEN_ACCESS_API',
  'INVALID_API',
  'INVALID_CLIENT_STATUS',
  'INVALID_SIGNATURE',
  'KEY_NOT_FOUND',
  'MERCHANT_NOT_REGISTERED',
  'NO_INTERFACE_DEF',
  'OAUTH_FAILED',
  'PARAM_ILLEGAL',
  'PROCESS_FAIL',
  'RISK_REJECT',
  'SYSTEM_ERROR',
  'UNKNOWN_CLIENT',
];

test.each(gatewayLevel)('%s, which any call may get, speaks of our request and not of the payment', (code) => {
  expect(meaningOf(code)).toMatchObject({ status: 'F', about: 'request' });
});

test('a repeat that differs says nothing about what the first request did', () => {
  expect(meaningOf('REPEAT_REQ_INCONSISTENT')).toMatchObject({ about: 'request' });
});

test.each([
  ['USER_BALANCE_NOT_ENOUGH', 'balance', true],
  ['USER_AMOUNT_EXCEED_LIMIT', 'limit', true],
  ['USER_KYC_NOT_QUALIFIED', 'verification', true],
  ['INVALID_ACCESS_TOKEN', 'wallet_lost', false],
  ['FRAUD_REJECT', 'risk', false],
  ['NO_PAY_OPTIONS', 'unavailable', false],
  ['KEY_NOT_FOUND', 'configuration', false],
])('%s is trouble of the kind %s', (code, failure, retryable) => {
  expect(meaningOf(code)).toMatchObject({ failure, retryable });
  expect(failureCategory(code)).toBe(failure);
});

test.each(['NEVER_HEARD_OF', '', 'constructor', '__proto__'])(
  'a code %j that is not in the table means nothing',
  (code) => {
    expect(meaningOf(code)).toBeNull();
    expect(failureCategory(code)).toBeNull();
    expect(unknownReasonOf(code)).toBe('unspecified');
  },
);

test('the codes that come unsigned are all about our configuration', () => {
  for (const code of unsignedCodes) expect(failureCategory(code)).toBe('configuration');
});
