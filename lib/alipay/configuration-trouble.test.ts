import { describe, expect, test } from 'vitest';
import { isConfigurationTrouble } from '@/lib/alipay/configuration-trouble';

const failed = (code: string) => ({ kind: 'failed', code, message: 'm', about: 'request' }) as const;

describe('our configuration is wrong', () => {
  test.each([
    'INVALID_SIGNATURE',
    'KEY_NOT_FOUND',
    'UNKNOWN_CLIENT',
    'CLIENT_FORBIDDEN_ACCESS_API',
    'INVALID_CLIENT_STATUS',
    'ACCESS_DENIED',
    'MERCHANT_NOT_REGISTERED',
    'NO_INTERFACE_DEF',
    'INVALID_API',
    'OAUTH_FAILED',
    'CLIENT_INVALID',
  ])('when a signed answer says %s', (code) => {
    expect(isConfigurationTrouble(failed(code))).toBe(true);
  });

  test.each(['INVALID_SIGNATURE', 'KEY_NOT_FOUND', 'UNKNOWN_CLIENT'])('when %s comes unsigned, as a hint', (code) => {
    expect(isConfigurationTrouble({ kind: 'unknown', reason: 'bad_signature', code })).toBe(true);
  });
});

describe('our configuration is not the matter', () => {
  test.each(['USER_BALANCE_NOT_ENOUGH', 'PARAM_ILLEGAL', 'SYSTEM_ERROR', 'RISK_REJECT', 'NEVER_HEARD_OF'])(
    'when an answer says %s',
    (code) => {
      expect(isConfigurationTrouble(failed(code))).toBe(false);
    },
  );

  test('when there is no answer, no good signature without a hint, or success', () => {
    expect(isConfigurationTrouble({ kind: 'unknown', reason: 'timeout', message: 'm' })).toBe(false);
    expect(isConfigurationTrouble({ kind: 'unknown', reason: 'bad_signature' })).toBe(false);
    expect(isConfigurationTrouble({ kind: 'not_sent', reason: 'circuit_open' })).toBe(false);
    expect(isConfigurationTrouble({ kind: 'succeeded', value: {} })).toBe(false);
  });
});
