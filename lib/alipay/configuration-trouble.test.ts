import { describe, expect, it } from 'vitest';
import { isConfigurationTrouble } from '@/lib/alipay/configuration-trouble';

const refused = (code: string, about: 'request' | 'subject' = 'request') =>
  ({ kind: 'failed', code, message: '', about }) as const;

describe('trouble with our configuration', () => {
  it('is a signed refusal of whoever we are, or of what we may call', () => {
    for (const code of ['KEY_NOT_FOUND', 'ACCESS_DENIED', 'CLIENT_FORBIDDEN_ACCESS_API', 'MERCHANT_NOT_REGISTERED']) {
      expect(isConfigurationTrouble(refused(code)), code).toBe(true);
    }
  });

  it('is an unsigned refusal of our signature, key or client, as a hint', () => {
    for (const code of ['INVALID_SIGNATURE', 'UNKNOWN_CLIENT', 'KEY_NOT_FOUND']) {
      expect(isConfigurationTrouble({ kind: 'unknown', reason: 'bad_signature', code }), code).toBe(true);
    }
  });

  it('is none of what concerns one request, one payment, the way, or nobody', () => {
    for (const outcome of [
      refused('PARAM_ILLEGAL'),
      refused('RISK_REJECT'),
      refused('SYSTEM_ERROR'),
      refused('ORDER_NOT_EXIST'),
      refused('A_CODE_OF_TOMORROW'),
      refused('ACCESS_DENIED', 'subject'),
      { kind: 'unknown', reason: 'bad_signature' },
      { kind: 'unknown', reason: 'bad_signature', code: 'SUCCESS' },
      { kind: 'unknown', reason: 'unspecified', code: 'UNKNOWN_EXCEPTION' },
      { kind: 'unknown', reason: 'timeout' },
      { kind: 'not_sent', reason: 'circuit_open' },
      { kind: 'succeeded', value: null },
    ] as const) {
      expect(isConfigurationTrouble(outcome), JSON.stringify(outcome)).toBe(false);
    }
  });
});
